'use strict';

// Nothing that a worker writes to its IPC channel may end the primary: child_process throws on bytes that are no message, and on
// messages about handles that it does not expect. And nothing that the program does to the events of a ChildProcess may hide that
// the channel is closed. Used by primary.js.

const { Set, apply, listeners, removeListener } = require('./intrinsics');
const { hidden } = require('./hidden');

/**
 * @param {import('node:child_process').ChildProcess} child just forked
 * @param {object} on
 * @param {(error: Error) => void} on.broken it sent what is no message, and is disconnected
 * @param {() => void} on.closed its channel is closed; called before the 'disconnect' event, even if the program suppresses that
 */
function guard(child, on) {
  // Events are emitted a tick later, so that no listener of the program's runs in here.
  const channel = hidden(child, 'kChannelHandle');

  function broken(error) {
    if (child.connected) {
      // disconnect() would wait for the rest of a message, or for an acknowledgement, and 'disconnect' with it.
      channel.buffering = false;
      child._handleQueue = null;
      child.disconnect();
    }
    on.broken(error);
  }

  if (typeof channel?.onread === 'function') {
    const { onread, close } = channel;
    channel.close = function (...args) {
      on.closed();
      return apply(close, this, args);
    };
    channel.onread = function (...args) {
      try {
        return apply(onread, this, args);
      } catch (error) {
        return broken(error);
      }
    };
  }

  // child_process's own listener, the only one yet: it takes handles in and acknowledges them.
  const own = listeners(child, 'internalMessage')[0];
  if (own === undefined) return; // there is no channel
  removeListener(child, 'internalMessage', own);
  child.on('internalMessage', function (...args) {
    try {
      apply(own, this, args);
    } catch (error) {
      broken(error);
    }
  });
}

/** How a worker describes a server: names, numbers and flags. Anything else may throw where it is used. */
const FIELDS = ['address', 'port', 'addressType', 'fd', 'index', 'flags', 'backlog'];
const MAX_FD = 0x7fffffff;
const PLAIN = new Set(['string', 'number', 'boolean', 'undefined']);

/**
 * @param {object} message a worker's queryServer or listening
 * @returns {boolean} whether its fields can be used
 */
function isPlain(message) {
  for (let i = 0; i < FIELDS.length; i++) {
    const value = message[FIELDS[i]];
    if (value !== null && !PLAIN.has(typeof value)) return false;
  }
  return !(message.fd > MAX_FD); // a native call would take it for another
}

module.exports = { guard, isPlain };
