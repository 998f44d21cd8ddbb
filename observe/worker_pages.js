'use strict';

// WorkerPages: the workers' own metrics, asked for in prom-client's own words, so that nothing is needed in the workers but its
// AggregatorRegistry. Used by metrics.js.

const { setTimeout, clearTimeout } = require('node:timers');

const REQUEST = 'prom-client:getMetricsReq';
const ANSWER = 'prom-client:getMetricsRes';

let instances = 0;

class WorkerPages {
  #cluster;
  #last = new Map(); // by the worker's id, to what it said last
  #owing = new Map(); // by the worker's id, to what is called with its answer
  #id = `gocluster:${++instances}`;

  /** @param {typeof import('node:cluster')} cluster */
  constructor(cluster) {
    this.#cluster = cluster;
    // Before prom-client's own listener, which does not know these requests.
    cluster.prependListener('message', (worker, message) => this.#onMessage(worker, message));
    cluster.on('exit', (worker) => this.#forget(worker));
    cluster.on('disconnect', (worker) => this.#owing.get(worker.id)?.());
  }

  #onMessage(worker, message) {
    if (message?.type !== ANSWER || message.requestId !== this.#id) return;
    message.type = this.#id;
    if (Array.isArray(message.metrics)) this.#last.set(worker.id, message.metrics);
    this.#owing.get(worker.id)?.();
  }

  #forget(worker) {
    this.#last.delete(worker.id);
    this.#owing.get(worker.id)?.();
  }

  /** Resolves with its answer. One that owes an answer is not asked again: it is blocked, and messages would pile up. */
  #askOne(worker) {
    const { id } = worker;
    if (this.#owing.has(id)) return this.#owing.get(id).answered;
    let settle;
    const answered = new Promise((resolve) => (settle = resolve));
    const done = () => {
      this.#owing.delete(id);
      settle();
    };
    this.#owing.set(id, Object.assign(done, { answered }));
    worker.send({ type: REQUEST, requestId: this.#id }, (error) => error && done());
    return answered;
  }

  /**
   * @param {number} timeout milliseconds
   * @returns {Promise<object[][]>} the metrics of every registry of every worker, as they were when it last answered
   */
  async ask(timeout) {
    const workers = Object.values(this.#cluster.workers).filter((worker) => worker.isConnected());
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, timeout)));
    await Promise.race([late, Promise.all(workers.map((worker) => this.#askOne(worker)))]);
    clearTimeout(timer);
    return [...this.#last.values()].flat();
  }
}

module.exports = WorkerPages;
