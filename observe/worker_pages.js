'use strict';

// WorkerPages: collects the workers' own metrics with prom-client's own messages, so that the workers need nothing but prom-client's
// AggregatorRegistry. Used by metrics.js.

const { performance } = require('node:perf_hooks');
const { setTimeout, clearTimeout } = require('node:timers');

const REQUEST = 'prom-client:getMetricsReq';
const ANSWER = 'prom-client:getMetricsRes';

/**
 * Milliseconds after which a worker that owes an answer is asked again: it may have been asked before it had an AggregatorRegistry. In one
 * that is blocked messages pile up, but few.
 */
const ASK_AGAIN = 10_000;

let instances = 0;

class WorkerPages {
  #cluster;
  #last = new Map(); // by the worker's id, to what it said last
  #debts = new Map(); // by the worker's id, to {settle, settled, askedAt}
  #id = `gocluster:${++instances}`;

  /** @param {typeof import('node:cluster')} cluster */
  constructor(cluster) {
    this.#cluster = cluster;
    // Before prom-client's own listener, which does not know these requests.
    cluster.prependListener('message', (worker, message) => this.#onMessage(worker, message));
    cluster.on('exit', (worker) => this.#forget(worker));
    cluster.on('disconnect', (worker) => this.#settle(worker));
  }

  #onMessage(worker, message) {
    if (message?.type !== ANSWER || message.requestId !== this.#id) return;
    message.type = this.#id;
    if (Array.isArray(message.metrics)) this.#last.set(worker.id, message.metrics);
    this.#settle(worker);
  }

  #forget(worker) {
    this.#last.delete(worker.id);
    this.#settle(worker);
  }

  #settle({ id }) {
    this.#debts.get(id)?.settle();
    this.#debts.delete(id);
  }

  /** Resolves when it has answered, or should have: who asks later does not wait for it again. */
  #askOne(worker, timeout) {
    const { id } = worker;
    const askedAt = performance.now();
    const debt = this.#debts.get(id);
    if (debt && askedAt - debt.askedAt < ASK_AGAIN) return debt.settled;
    let settle;
    const settled = new Promise((resolve) => (settle = resolve));
    const timer = setTimeout(settle, timeout);
    settled.then(() => clearTimeout(timer));
    this.#debts.set(id, { settle, settled, askedAt });
    worker.send({ type: REQUEST, requestId: this.#id }, (error) => error && this.#settle(worker));
    return settled;
  }

  /**
   * @param {number} timeout how long to wait for answers, in milliseconds
   * @returns {Promise<object[][]>} the metrics of every registry of every worker, as of the worker's last answer
   */
  async ask(timeout) {
    const workers = Object.values(this.#cluster.workers).filter((worker) => worker.isConnected());
    await Promise.all(workers.map((worker) => this.#askOne(worker, timeout)));
    return [...this.#last.values()].flat();
  }
}

module.exports = WorkerPages;
