'use strict';

// OpenConnections: how many connections a worker's servers have open, as net.Server itself counts them, and the heap in use. The
// addon asks at each turn of the loop, and writes it down for the core. Used by inbox.js.

const { Float64Array, memoryUsage } = require('./intrinsics');

class OpenConnections {
  #servers = []; // of which some may be closed: their connections last
  #listening = []; // how many listeners each of them has

  /** The heap in use, in bytes, once it was asked for. */
  heap = new Float64Array(1);

  /** @param {import('node:net').Server} server */
  add(server) {
    let at = 0;
    while (at < this.#servers.length && this.#servers[at] !== server) at++;
    this.#listening[at] = (this.#servers[at] === server ? this.#listening[at] : 0) + 1;
    this.#servers[at] = server;
  }

  /** It listens there no more. */
  remove(server) {
    for (let i = 0; i < this.#servers.length; i++) {
      if (this.#servers[i] === server) this.#listening[i]--;
    }
  }

  /**
   * @param {boolean} wantsHeap
   * @returns {number}
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
