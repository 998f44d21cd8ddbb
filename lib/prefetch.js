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
/** Over how many connections, roughly, the mean is taken: some that are preempted must not look like slow handlers. */
const WINDOW = 16;

class Prefetch {
  /** 1, 2, 4 or 8. */
  count = PREFETCH_MAX;
  #last = null;
  #cost = 0; // a moving mean of the event loop's busy time a connection, in milliseconds

  /**
   * To be called for each connection that is read.
   *
   * @param {number} now for how long the event loop has been busy, in milliseconds from an arbitrary moment
   * @returns {boolean} whether the count has changed
   */
  update(now) {
    const spent = this.#last === null ? 0 : now - this.#last;
    this.#last = now;
    this.#cost += (spent - this.#cost) / WINDOW;
    const before = this.count;
    if (before > 1 && this.#cost * before > QUEUE_TIME) this.count = before / 2;
    // Twice as many must be worth half of that time only, so that the count does not swing.
    else if (before < PREFETCH_MAX && this.#cost * before * 2 < QUEUE_TIME / 2)
      this.count = before * 2;
    return this.count !== before;
  }
}

module.exports = Prefetch;
