'use strict';

// Places: which worker took whose place. A worker gets the lowest place that is free when it is forked, so that a program with N
// workers has the places 0 to N-1 for ever, and what replaces a worker takes over its place. Used by stats.js.

class Places {
  #taken = new Map(); // by the worker's id, to {worker, number}
  #restarts = []; // of each place
  forks = 0;
  exits = { wanted: 0, unwanted: 0 };

  /** @param {typeof import('node:cluster')} cluster */
  constructor(cluster) {
    for (const worker of Object.values(cluster.workers)) this.#add(worker);
    cluster.on('fork', (worker) => this.#add(worker));
    cluster.on('exit', (worker) => this.#remove(worker));
  }

  #add(worker) {
    if (this.#taken.has(worker.id) || worker.isDead()) return;
    const used = new Set([...this.#taken.values()].map(({ number }) => number));
    let number = 0;
    while (used.has(number)) number++;
    this.forks++;
    this.#restarts[number] = (this.#restarts[number] ?? -1) + 1;
    this.#taken.set(worker.id, { worker, number });
  }

  #remove(worker) {
    if (!this.#taken.delete(worker.id)) return;
    this.exits[worker.exitedAfterDisconnect ? 'wanted' : 'unwanted']++;
  }

  /**
   * Every worker whose process has not ended, also one that has left cluster.workers.
   *
   * @param {typeof import('node:cluster')} cluster
   * @returns {{worker: import('node:cluster').Worker, place: number, restarts: number}[]} by id
   */
  list(cluster) {
    for (const worker of Object.values(cluster.workers)) this.#add(worker); // its event is still to come
    return [...this.#taken.values()]
      .map(({ worker, number }) => ({ worker, place: number, restarts: this.#restarts[number] }))
      .filter(({ worker }) => !worker.isDead())
      .sort((a, b) => a.worker.id - b.worker.id);
  }
}

module.exports = Places;
