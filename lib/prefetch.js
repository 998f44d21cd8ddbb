'use strict';

// Prefetch: how many connections a worker wants to find unread. One that is quick wants several, so that neither it nor the
// core is woken for each; one whose handlers take long wants one, because what waits with it no other worker can serve.
// (The name is AMQP's, basic.qos.) Used by inbox.js.

const { PREFETCH_MAX } = require('./wire');

/**
 * The longest that what is unread should keep the worker busy, in milliseconds: it must not run out while the core waits for a
 * CPU. Where all are busy a TLS handshake is worth one, and being woken for each cost 15% of the CPU.
 */
const QUEUE_TIME = 10;
/** Twice as many must be worth no more than this part of it, so that the count does not swing. */
const RISE_PART = 0.8;
/** Over how many connections, roughly, the mean is taken: some that are preempted must not look like slow handlers. */
const WINDOW = 16;

class Prefetch {
  /** 1, 2, 4 or 8. One until they have proved quick, which takes 20 to 50 of them. */
  count = 1;
  #last = null;
  #cost = QUEUE_TIME; // a moving mean of the event loop's busy time a connection, in milliseconds; slow until seen

  /**
   * To be called for each connection that is read.
   *
   * @param {number} now for how long the event loop has been busy, in milliseconds from an arbitrary moment
   * @returns {boolean} whether the count has changed
   */
  update(now) {
    const last = this.#last;
    this.#last = now;
    if (last === null) return false;
    this.#cost += (now - last - this.#cost) / WINDOW;
    const before = this.count;
    if (before > 1 && this.#cost * before > QUEUE_TIME) this.count = before / 2;
    else if (before < PREFETCH_MAX && this.#cost * before * 2 <= RISE_PART * QUEUE_TIME)
      this.count = before * 2;
    return this.count !== before;
  }
}

module.exports = Prefetch;
