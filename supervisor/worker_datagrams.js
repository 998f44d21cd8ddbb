'use strict';

// The UDP sockets that a worker's program binds and closes again, as a search for other machines does: a replacement need not have them.
// Used by worker_preload.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- subscribe is there since 18.7: before that they are not watched
const { subscribe } = require('node:diagnostics_channel');
const { isDeepStrictEqual } = require('node:util');

/** The channel on which Node publishes each new socket. */
const MADE = 'udp.socket';

/** @param {(address: object) => void} onClosed called with what address() returned, and the type, when no socket is bound there any more */
function watch(onClosed) {
  const bound = new Map(); // by socket, to its address
  function add(socket) {
    socket.once('listening', () => {
      try {
        bound.set(socket, { ...socket.address(), type: socket.type });
      } catch {
        // An earlier listener has closed it.
      }
    });
    socket.once('close', () => {
      const address = bound.get(socket);
      bound.delete(socket);
      const isThere = (other) => isDeepStrictEqual(other, address);
      if (address && ![...bound.values()].some(isThere)) onClosed(address);
    });
  }
  let isWatched = false;
  // Most programs have no UDP socket: loading its module would delay every start.
  subscribe?.(MADE, () => {
    if (isWatched) return;
    isWatched = true;
    const { prototype } = require('node:dgram').Socket;
    const { bind } = prototype;
    prototype.bind = function (...args) {
      // One of its own the primary never learns of: each send() without a bind() makes one.
      if (!args[0]?.exclusive) add(this);
      return bind.apply(this, args);
    };
    Object.defineProperty(prototype.bind, 'name', { value: bind.name });
  });
}

module.exports = watch;
