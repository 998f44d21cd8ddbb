'use strict';

// Guards a worker's ChildProcess. Nothing that the worker writes to its IPC channel may end the primary: child_process throws on bytes
// that are no message, and on unexpected messages about handles. And nothing that the program does to the events of the ChildProcess
// may hide from the primary that the channel is closed. Used by primary.js.

const { Set, apply, listeners, removeListener } = require('./intrinsics');
const { hidden } = require('./hidden');

/**
 * @param {import('node:child_process').ChildProcess} child just forked
 * @param {object} on
 * @param {(error: Error) => void} on.broken the worker has sent something that is no message, and is disconnected
 * @param {() => void} on.closed the channel is closed; called before the 'disconnect' event, even if the program suppresses that
 */
function guard(child, on) {
  // Events are emitted a tick later, so that no listener of the program runs inside these functions.
  const channel = hidden(child, 'kChannelHandle');

  function broken(error) {
    if (child.connected) {
      // Otherwise disconnect(), and with it 'disconnect', would wait for the rest of a message or for an acknowledgement.
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

  // child_process's own listener, so far the only one: it receives handles and acknowledges them.
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

/** The fields with which a worker describes a server: names, numbers and flags. Any other value may throw when it is used. */
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
  return !(message.fd > MAX_FD); // a native call would convert it to another descriptor
}

module.exports = { guard, isPlain };
