'use strict';

// Availability: whether this machine should get connections, and how many, as agent_check.js and health.js report it to load balancers.
// It is determined by the supervisor, which no program's code blocks: it pings each worker periodically, and a worker that does not
// answer can take no connections. Used by balancers.js.

const { watchHeart } = require('./heart');

/** A worker that has not answered for so long is blocked, in milliseconds. */
const BLOCKED_MS = 500;
/** How often to measure, in milliseconds, and how many better measurements in a row raise the weight, so that it does not flap. */
const LOOK_MS = 250;
const STEADY = 4;

class Availability {
  #supervisor;
  #isBlocked;
  #weight = 0; // as it is reported
  #better = 0; // how many measurements in a row were better than that

  /** @param {import('./supervisor')} supervisor */
  constructor(supervisor) {
    this.#supervisor = supervisor;
    this.#isBlocked = watchHeart(supervisor, BLOCKED_MS, () => {});
    const timer = setInterval(() => this.#look(), LOOK_MS).unref();
    supervisor.once('ended', () => clearInterval(timer));
    supervisor.on('serving', () => (this.#weight = this.#measure()));
  }

  #ready() {
    return this.#supervisor.workers().filter(({ state }) => state === 'ready');
  }

  /** The share of workers that have room, in per cent of those that are wanted. HAProxy takes 0 for a drain. */
  #measure() {
    const { wanted } = this.#supervisor;
    const responsive = this.#ready().filter((worker) => !this.#isBlocked(worker)).length;
    if (responsive === 0) return 0;
    return Math.max(1, Math.min(100, Math.round((100 * responsive) / wanted)));
  }

  /** Measures. A worse weight is reported at once, a better one only after STEADY measurements. */
  #look() {
    const measured = this.#measure();
    this.#better = measured > this.#weight ? this.#better + 1 : 0;
    if (this.#better > 0 && this.#better < STEADY) return;
    this.#better = 0;
    this.#weight = measured;
  }

  /** @returns {{isReady: boolean, isLeaving: boolean, reason: string, weight: number}} weight: in per cent */
  get() {
    const { state } = this.#supervisor;
    const isLeaving = this.#supervisor.isLeaving || state === 'stopping' || state === 'ended';
    const reason = isLeaving ? 'stopping' : this.#reason(state);
    return { isReady: reason === '', isLeaving, reason, weight: this.#weight };
  }

  #reason(state) {
    if (state === 'starting') return 'starting';
    if (this.#weight > 0) return '';
    return this.#ready().length > 0 ? 'all workers are blocked' : 'no worker is ready';
  }
}

module.exports = Availability;
