'use strict';

// OpenConnections: how many connections a worker's servers have open, as net.Server itself counts them, and the heap in use. The
// addon calls measure() at each iteration of the event loop, and writes the results down for the core. Used by inbox.js.

const { Float64Array, memoryUsage } = require('./intrinsics');

class OpenConnections {
  #servers = []; // also closed ones, while they have connections
  #listening = []; // on how many listeners each of them listens

  /** The heap in use, in bytes, as of the last measurement that wanted it. */
  heap = new Float64Array(1);

  /** @param {import('node:net').Server} server */
  add(server) {
    let at = 0;
    while (at < this.#servers.length && this.#servers[at] !== server) at++;
    this.#listening[at] = (this.#servers[at] === server ? this.#listening[at] : 0) + 1;
    this.#servers[at] = server;
  }

  /** The server has closed one of its listeners. */
  remove(server) {
    for (let i = 0; i < this.#servers.length; i++) {
      if (this.#servers[i] === server) this.#listening[i]--;
    }
  }

  /**
   * @param {boolean} wantsHeap whether to update `heap`
   * @returns {number} how many connections are open
   */
  measure = (wantsHeap) => {
    let sum = 0;
    for (let i = 0; i < this.#servers.length; i++) {
      const count = this.#servers[i]._connections;
      if (count > 0) sum += count;
      else if (this.#listening[i] === 0) this.#forget(i--);
    }
    if (wantsHeap) this.heap[0] = memoryUsage().heapUsed;
    return sum;
  };

  #forget(at) {
    const last = this.#servers.length - 1;
    this.#servers[at] = this.#servers[last];
    this.#listening[at] = this.#listening[last];
    this.#servers.length = last;
    this.#listening.length = last;
  }
}

module.exports = OpenConnections;
