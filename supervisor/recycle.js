'use strict';

// Recycles workers: replaces workers that have become old, large or stuck, one at a time, and all workers at the times of a cron
// expression. Used by index.js.

const { early } = require('./observation');
const { memoryOf } = require('./memory');
const { watchHeart } = require('./heart');

/** How often memory is checked, in milliseconds: that is one small read per worker. */
const MEMORY_MS = 1000;
const MEGABYTE = 2 ** 20;
/** After this time, in milliseconds, a replacement that did not become ready is tried again. */
const AGAIN_MS = 60_000;

/** How long a stuck worker that has been replaced may still live, in milliseconds, so that its report can be finished. */
const REPORT_MS = 3000;

const always = () => true;
const never = () => false;
const megabytes = (bytes) => `${Math.round(bytes / MEGABYTE)} MB`;

class Recycler {
  #supervisor;
  #waiting = new Set(); // workers that are being replaced, or will be
  #limits = new WeakMap();
  #timers = new Set();
  #isStuck = null;

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#supervisor = supervisor;
    const { maxRequests, maxMemory, maxAge, stuckAfter, reloadAt } = supervisor.config;
    if (maxRequests) supervisor.on('notice', (worker, notice) => this.#onNotice(worker, notice));
    if (maxMemory) this.#every(MEMORY_MS, () => this.#weigh(maxMemory));
    if (maxAge) supervisor.on('ready', (worker) => this.#age(worker, early(maxAge)));
    if (stuckAfter) {
      this.#isStuck = watchHeart(supervisor, stuckAfter, (worker) => this.#onStuck(worker));
    }
    if (reloadAt) this.#schedule(reloadAt);
    supervisor.once('ended', () => this.#timers.forEach(clearInterval));
  }

  #every(ms, callback) {
    this.#timers.add(setInterval(callback, ms).unref());
  }

  /** A worker says so once, perhaps before it is ready: with waitReady it serves before that. */
  #onNotice(worker, { act, reason }) {
    if (act !== 'old') return;
    const replace = () => this.#replace(worker, `it has served ${reason}`, { again: always });
    worker.ready.then(replace, () => {});
  }

  #age(worker, ms) {
    const timer = setTimeout(() => {
      this.#replace(worker, `it has been ready for ${Math.round(ms / 1000)} s`, { again: always });
    }, ms);
    worker.gone.then(() => clearTimeout(timer));
  }

  /** A new worker that is too large from the start is killed, and the old one stays. */
  #weigh(maxMemory) {
    for (const worker of this.#supervisor.workers()) {
      if (!this.#limits.has(worker)) this.#limits.set(worker, early(maxMemory));
      const memory = memoryOf(worker.pid);
      if (memory > maxMemory && worker.isDoubted) {
        worker.giveUp(
          `it has ${megabytes(memory)} of memory, and maxMemory is ${megabytes(maxMemory)}`,
        );
      } else if (memory > this.#limits.get(worker) && worker.state === 'ready') {
        this.#replace(worker, `it has ${megabytes(memory)} of memory`);
      }
    }
  }

  #onStuck(worker) {
    this.#supervisor.emit('stuck', worker);
    const end = () => {
      if (!this.#isStuck(worker)) return; // the worker is no longer blocked, and drains
      const timer = setTimeout(() => worker.kill(), REPORT_MS);
      worker.gone.then(() => clearTimeout(timer));
    };
    this.#replace(worker, 'it is stuck', { end, again: () => this.#isStuck(worker) });
  }

  /**
   * @param {object} [options]
   * @param {() => void} [options.end] called before the old worker drains
   * @param {() => boolean} [options.again] whether the reason still holds, some time after a replacement did not become ready. Memory is
   *   checked periodically anyway
   */
  #replace(worker, reason, { end, again = never } = {}) {
    if (this.#waiting.has(worker) || worker.state !== 'ready') return;
    this.#waiting.add(worker);
    worker.gone.then(() => this.#waiting.delete(worker));
    this.#supervisor.recycle(worker, reason, end).catch(() => {
      const timer = setTimeout(() => {
        this.#waiting.delete(worker);
        if (again()) this.#replace(worker, reason, { end, again });
      }, AGAIN_MS);
      worker.gone.then(() => clearTimeout(timer));
    });
  }

  #schedule(expression) {
    const { Cron } = require('croner');
    const job = new Cron(expression, { unref: true }, () => {
      this.#supervisor.reload().catch(() => {}); // the failure was reported by an event
    });
    this.#supervisor.once('ended', () => job.stop());
  }
}

/** @param {import('./supervisor')} supervisor */
function recycle(supervisor) {
  return new Recycler(supervisor);
}

module.exports = recycle;
