'use strict';

// Room: what waits until a net.Server at its maxConnections may have another connection. Used by inbox.js.

const {
  apply,
  clearInterval,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  parseInt,
  setInterval,
} = require('./intrinsics');

/** How often it is looked whether the limit itself has been changed, in milliseconds: a program sets a plain property. */
const LOOK_EVERY = 100;

/** What net.Server calls for each connection that has ended. */
const ENDED = '_emitCloseIfDrained';

/** Zero means no connection since net.Server has dropMaxConnection, and no limit before. */
const LIMIT_CAN_BE_ZERO = parseInt(process.versions.node, 10) >= 22;

/** @param {import('node:net').Server} server */
function atLimit({ maxConnections, _connections }) {
  if (maxConnections == null || (maxConnections === 0 && !LIMIT_CAN_BE_ZERO)) return false;
  return _connections >= maxConnections;
}

class Room {
  #server;
  #onroom;
  #own; // what the program has put in the method's place
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
