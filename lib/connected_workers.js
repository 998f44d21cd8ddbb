'use strict';

// ConnectedWorkers: the workers that have neither disconnected nor ended, and the callbacks of cluster.disconnect() that wait
// for them. Used by departures.js.

const { Set, apply, arraySome, nextTick } = require('./intrinsics');

class ConnectedWorkers {
  #cluster;
  #workers = new Set();
  #waiting = new Set(); // a {workers, callback} for each cluster.disconnect() whose workers are not all gone

  /** @param {import('node:cluster').Cluster} cluster the `this` of the callbacks */
  constructor(cluster) {
    this.#cluster = cluster;
  }

  add(worker) {
    this.#workers.add(worker);
  }

  delete(worker) {
    if (this.#workers.delete(worker)) nextTick(this.#callBack);
  }

  /**
   * @param {(() => void) | undefined} callback called once, on a later tick, when all workers that are connected now are gone
   */
  whenGone(callback) {
    if (typeof callback !== 'function') return;
    this.#waiting.add({ workers: this.#workers.list(), callback });
    if (this.#workers.size === 0) nextTick(this.#callBack);
  }

  #callBack = () => {
    const waiting = this.#waiting.list();
    for (let i = 0; i < waiting.length; i++) {
      const { workers, callback } = waiting[i];
      if (arraySome(workers, (worker) => this.#workers.has(worker))) continue;
      if (!this.#waiting.delete(waiting[i])) continue;
      nextTick(this.#callBack); // for the other callbacks, in case this one throws
      apply(callback, this.#cluster, []);
    }
  };
}

module.exports = ConnectedWorkers;
