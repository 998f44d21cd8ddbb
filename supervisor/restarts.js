'use strict';

// Restarts: when the worker of a slot that has lost its own is started again. Workers that fail soon after their start are started
// ever less often, one at a time. Used by supervisor.js.

const { performance } = require('node:perf_hooks');

/** The delay is between this share of itself and this much more: several services do not restart in step. */
const JITTER = 0.2;

class Restarts {
  #settings;
  #start;
  #failures = 0; // in a row
  #lastFailure = 0;
  #queue = []; // slots
  #timer = null;
  #due = 0;

  /**
   * @param {{minUptime: number, restartDelay: number, maxRestartDelay: number, maxRestarts?: number}} settings milliseconds; after
   *   more than maxRestarts failures in a row nothing is started
   * @param {(slot: object) => void} start
   */
  constructor(settings, start) {
    this.#settings = settings;
    this.#start = start;
  }

  /**
   * @param {object} slot has lost its worker
   * @param {number} uptime for how long that had been ready, in milliseconds
   * @returns {number | null} in how many milliseconds the next one is started; null: not any more
   */
  add(slot, uptime) {
    const now = performance.now();
    if (uptime < this.#settings.minUptime) {
      this.#failures++;
      this.#lastFailure = now;
    }
    if (this.#failures > (this.#settings.maxRestarts ?? Infinity)) return null;
    this.#queue.push(slot);
    if (!this.#timer) this.#arm(now);
    return Math.max(0, Math.round(this.#due - now));
  }

  /** The slot is served otherwise, or is gone. */
  remove(slot) {
    this.#queue = this.#queue.filter((each) => each !== slot);
  }

  /** A worker has been ready for minUptime. @param {number} startedAt as performance.now() has it */
  settled(startedAt) {
    if (startedAt >= this.#lastFailure) this.#failures = 0;
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#queue = [];
  }

  #delay() {
    if (this.#failures === 0) return 0;
    const { restartDelay, maxRestartDelay } = this.#settings;
    const delay = Math.min(maxRestartDelay, restartDelay * 2 ** (this.#failures - 1));
    return delay * (1 - JITTER + 2 * JITTER * Math.random());
  }

  #arm(now) {
    const delay = this.#delay();
    this.#due = now + delay;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const slot = this.#queue.shift();
      if (this.#queue.length > 0) this.#arm(performance.now());
      if (slot) this.#start(slot);
    }, delay);
  }
}

module.exports = Restarts;
