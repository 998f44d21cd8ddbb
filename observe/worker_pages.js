'use strict';

// WorkerPages: collects the workers' own metrics with prom-client's own messages, so that the workers need nothing but prom-client's
// AggregatorRegistry. Used by metrics.js.

const { setTimeout, clearTimeout } = require('node:timers');

const REQUEST = 'prom-client:getMetricsReq';
const ANSWER = 'prom-client:getMetricsRes';

let instances = 0;

class WorkerPages {
  #cluster;
  #last = new Map(); // by the worker's id, to its last answer
  #owing = new Map(); // by the id of a worker that has not answered yet, to what is called when it has
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

  /** Resolves at the worker's answer. A worker that owes an answer is not asked again: if it is blocked, messages would pile up. */
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
   * @param {number} timeout how long to wait for answers, in milliseconds
   * @returns {Promise<object[][]>} the metrics of every registry of every worker, as of the worker's last answer
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
