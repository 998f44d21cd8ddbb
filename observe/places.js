'use strict';

// Places: which worker took whose place. A worker gets the lowest place that is free when it is forked, so that a program with N
// workers has the places 0 to N-1 for ever, and what replaces a worker takes over its place. The supervisor assigns places, of which
// two workers may have one for a while. Used by stats.js.

const { assignedTo } = require('../lib/places');

class Places {
  #taken = new Map(); // by the worker's id, to {worker, number}
  #restarts = []; // by place, how many workers had it before
  forks = 0;
  exits = { wanted: 0, unwanted: 0 };

  /** @param {typeof import('node:cluster')} cluster */
  constructor(cluster) {
    for (const worker of Object.values(cluster.workers)) this.#add(worker);
    cluster.on('fork', (worker) => this.#add(worker));
    cluster.on('exit', (worker) => this.#remove(worker));
  }

  #lowestFree() {
    const used = new Set([...this.#taken.values()].map(({ number }) => number));
    let number = 0;
    while (used.has(number)) number++;
    return number;
  }

  #add(worker) {
    if (this.#taken.has(worker.id) || worker.isDead()) return;
    const number = assignedTo(worker) ?? this.#lowestFree();
    this.forks++;
    this.#restarts[number] = (this.#restarts[number] ?? -1) + 1;
    this.#taken.set(worker.id, { worker, number });
  }

  #remove(worker) {
    if (!this.#taken.delete(worker.id)) return;
    this.exits[worker.exitedAfterDisconnect ? 'wanted' : 'unwanted']++;
  }

  /**
   * Lists the workers whose processes have not ended, also those that have left cluster.workers.
   *
   * @param {typeof import('node:cluster')} cluster
   * @returns {{worker: import('node:cluster').Worker, place: number, restarts: number}[]} by id
   */
  list(cluster) {
    for (const worker of Object.values(cluster.workers)) this.#add(worker); // whose 'fork' event is still to come
    return [...this.#taken.values()]
      .map(({ worker, number }) => ({ worker, place: number, restarts: this.#restarts[number] }))
      .filter(({ worker }) => !worker.isDead())
      .sort((a, b) => a.worker.id - b.worker.id);
  }
}

module.exports = Places;
