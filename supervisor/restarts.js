'use strict';

// Restarts: when the worker of a slot that has lost its own is started again: at once if that had started well. Workers that fail soon
// after their start are started ever less often, one after the other. Used by fleet.js.

const { performance } = require('node:perf_hooks');

/** The delay is between this share of itself and this much more: several services do not restart in step. */
const JITTER = 0.2;

class Restarts {
  #settings;
  #start;
  #failures = 0; // in a row
  #lastFailure = 0;
  #timers = new Map(); // by slot
  #lastDue = 0; // when the last of those that have failed is started

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
    if (uptime > 0 && uptime >= this.#settings.minUptime) return this.#arm(slot, 0);
    const now = performance.now();
    this.#failures++;
    this.#lastFailure = now;
    if (this.#failures > (this.#settings.maxRestarts ?? Infinity)) return null;
    this.#lastDue = Math.max(now, this.#lastDue) + this.#delay();
    return this.#arm(slot, this.#lastDue - now);
  }

  /** Whether no slot waits. */
  get isEmpty() {
    return this.#timers.size === 0;
  }

  /** The slot is served otherwise, or is gone. */
  remove(slot) {
    clearTimeout(this.#timers.get(slot));
    this.#timers.delete(slot);
  }

  /** A worker has been ready for minUptime. @param {number} startedAt as performance.now() has it */
  settled(startedAt) {
    if (startedAt < this.#lastFailure) return;
    this.#failures = 0;
    this.#lastDue = 0;
  }

  clear() {
    for (const slot of [...this.#timers.keys()]) this.remove(slot);
  }

  #delay() {
    const { restartDelay, maxRestartDelay } = this.#settings;
    const delay = Math.min(maxRestartDelay, restartDelay * 2 ** (this.#failures - 1));
    return delay * (1 - JITTER + 2 * JITTER * Math.random());
  }

  #arm(slot, delay) {
    this.remove(slot);
    const timer = setTimeout(() => {
      this.#timers.delete(slot);
      this.#start(slot);
    }, delay);
    this.#timers.set(slot, timer);
    return Math.round(delay);
  }
}

module.exports = Restarts;
