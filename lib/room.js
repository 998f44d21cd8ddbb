'use strict';

// Room: waits until a net.Server at its maxConnections may have another connection. Used by inbox.js.

const {
  apply,
  clearInterval,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  parseInt,
  setInterval,
} = require('./intrinsics');

/** How often to check whether the limit itself has changed, in milliseconds: maxConnections is a plain property. */
const LOOK_EVERY = 100;

/** What net.Server calls for each connection that has ended. */
const ENDED = '_emitCloseIfDrained';

/** Since net.Server has dropMaxConnection, zero means no connections; before, it meant no limit. */
const LIMIT_CAN_BE_ZERO = parseInt(process.versions.node, 10) >= 22;

/** @param {import('node:net').Server} server */
function atLimit({ maxConnections, _connections }) {
  if (maxConnections == null || (maxConnections === 0 && !LIMIT_CAN_BE_ZERO)) return false;
  return _connections >= maxConnections;
}

class Room {
  #server;
  #onroom;
  #own; // the property with which the program has replaced the method, if it has
  #timer;

  /**
   * @param {import('node:net').Server} server at its limit
   * @param {() => void} onroom called once, also when the server is closed
   */
  constructor(server, onroom) {
    this.#server = server;
    this.#onroom = onroom;
    this.#own = getOwnPropertyDescriptor(server, ENDED);
    const look = () => this.#look();
    const method = server[ENDED];
    const value = function (...args) {
      look();
      return apply(method, this, args);
    };
    defineProperty(server, ENDED, { value, writable: true, configurable: true });
    this.#timer = setInterval(look, LOOK_EVERY);
    this.#timer.unref();
  }

  #look() {
    if (this.#timer === null || (this.#server._handle && atLimit(this.#server))) return;
    clearInterval(this.#timer);
    this.#timer = null;
    if (this.#own) defineProperty(this.#server, ENDED, this.#own);
    else deleteProperty(this.#server, ENDED);
    this.#onroom();
  }
}

module.exports = { Room, atLimit };
