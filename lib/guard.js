'use strict';

// What a worker writes to its IPC channel must not end the primary: child_process throws on bytes that are no message, and
// on messages about handles that fit nothing. Used by primary.js.

/**
 * @param {import('node:child_process').ChildProcess} child just forked
 * @param {(error: Error) => void} onbroken it sent what is no message, and is disconnected
 */
function guard(child, onbroken) {
  // The handle is not public. Events are emitted a tick later, so that no listener of the program's runs in here.
  const symbol = Object.getOwnPropertySymbols(child).find(
    (s) => s.description === 'kChannelHandle',
  );
  const channel = child[symbol];

  function broken(error) {
    if (child.connected) {
      // disconnect() would wait for the rest of a message, or for an acknowledgement, and 'disconnect' with it.
      channel.buffering = false;
      child._handleQueue = null;
      child.disconnect();
    }
    onbroken(error);
  }

  if (typeof channel?.onread === 'function') {
    const { onread } = channel;
    channel.onread = function (...args) {
      try {
        return onread.apply(this, args);
      } catch (error) {
        return broken(error);
      }
    };
  }

  // child_process's own listener, the only one yet: it takes handles in and acknowledges them.
  for (const listener of child.listeners('internalMessage')) {
    child.off('internalMessage', listener);
    child.on('internalMessage', function (...args) {
      try {
        listener.apply(this, args);
      } catch (error) {
        broken(error);
      }
    });
  }
}

/** What a worker says of a server: a name, a number, a flag or nothing. Anything else may throw where it is used. */
const FIELDS = ['address', 'port', 'addressType', 'fd', 'index', 'flags', 'backlog'];
const MAX_FD = 0x7fffffff;
const PLAIN = ['string', 'number', 'boolean', 'undefined'];

/**
 * @param {object} message a worker's queryServer or listening
 * @returns {boolean} whether its fields can be used
 */
function isPlain(message) {
  return (
    FIELDS.every((field) => message[field] === null || PLAIN.includes(typeof message[field])) &&
    !(message.fd > MAX_FD) // a native call would take it for another
  );
}

module.exports = { guard, isPlain };
