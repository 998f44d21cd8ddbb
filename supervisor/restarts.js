'use strict';

// Restarts: decides when a slot that has lost its worker gets a new one: at once, if the lost one had started well. Workers that fail
// soon after their start are started at growing intervals, one after the other. Used by fleet.js.

const { performance } = require('node:perf_hooks');
const { TIMER_MAX_MS } = require('./quantities');

/** The delay varies by up to this share in both directions, so that several services do not restart in step. */
const JITTER = 0.2;
/** After so many doublings even a millisecond is as long as a timer can be. Without a limit, no delay at all would become NaN. */
const DOUBLINGS_MAX = 31;

class Restarts {
  #settings;
  #start;
  #failures = 0; // in a row
  #lastFailure = 0;
  #waiting = new Map(); // by slot, to {timer, due}
  #givenUp = new Set(); // slots

  /**
   * @param {{minUptime: number, restartDelay: number, maxRestartDelay: number, maxRestarts?: number}} settings times in milliseconds;
   *   after more than maxRestarts failures in a row nothing is started
   * @param {(slot: object) => void} start starts a worker in the slot
   */
  constructor(settings, start) {
    this.#settings = settings;
    this.#start = start;
  }

  /**
   * @param {object} slot which has lost its worker
   * @param {number} uptime how long that worker had been ready, in milliseconds
   * @returns {number | null} the delay until the next one is started, in milliseconds; null if none is started any more
   */
  add(slot, uptime) {
    const now = performance.now();
    if (uptime > 0 && uptime >= this.#settings.minUptime) return this.#arm(slot, now, 0);
    this.#failures++;
    this.#lastFailure = now;
    if (this.#failures > (this.#settings.maxRestarts ?? Infinity)) {
      this.#givenUp.add(slot);
      return null;
    }
    const last = Math.max(now, ...[...this.#waiting.values()].map(({ due }) => due));
    return this.#arm(slot, now, last - now + this.#delay());
  }

  /** Whether the slot waits for a restart. */
  has(slot) {
    return this.#waiting.has(slot);
  }

  /** Whether it has failed too often, and does not wait. */
  hasGivenUp(slot) {
    return this.#givenUp.has(slot);
  }

  /** Whether no slot waits. */
  get isEmpty() {
    return this.#waiting.size === 0;
  }

  /** The slot needs no restart any more: it has a worker, or is gone. */
  remove(slot) {
    clearTimeout(this.#waiting.get(slot)?.timer);
    this.#waiting.delete(slot);
    this.#givenUp.delete(slot);
  }

  /** A worker has been ready for minUptime. @param {number} startedAt a time of performance.now() */
  settled(startedAt) {
    if (startedAt >= this.#lastFailure) this.#failures = 0;
  }

  clear() {
    for (const slot of [...this.#waiting.keys()]) this.remove(slot);
  }

  #delay() {
    const { restartDelay, maxRestartDelay } = this.#settings;
    const doublings = Math.min(this.#failures - 1, DOUBLINGS_MAX);
    const delay = Math.min(maxRestartDelay, restartDelay * 2 ** doublings);
    return delay * (1 - JITTER + 2 * JITTER * Math.random());
  }

  #arm(slot, now, wanted) {
    const delay = Math.min(wanted, TIMER_MAX_MS);
    this.remove(slot);
    const timer = setTimeout(() => {
      this.#waiting.delete(slot);
      this.#start(slot);
    }, delay);
    this.#waiting.set(slot, { timer, due: now + delay });
    return Math.round(delay);
  }
}

module.exports = Restarts;
