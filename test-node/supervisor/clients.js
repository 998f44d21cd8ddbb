'use strict';

// Clients that ask a service all the time, each in its way (client_kinds.js), and count what went wrong. Used by the tests of reloads, and by
// test-node/ecosystem/reloads.

const { setTimeout: delay } = require('node:timers/promises');
const { KINDS } = require('./client_kinds.js');

/** How long one that is not paced waits after an answer: a client that never waits takes the CPU that a reload needs. */
const PACE_MS = 3;
/** A reload takes at least twice as long: each worker is waited for. */
const UPLOAD_MS = 400;
/** What a client does last may be to wait for an event that does not come any more. */
const STOP_MS = 10_000;

class Clients {
  /** Requests that were answered, by kind. @type {Record<string, number>} */
  served = {};
  /** A sentence for each that was not. @type {string[]} */
  failures = [];
  #running = [];
  #isStopped = false;

  /**
   * @param {object} ports as client_kinds.js takes them
   * @param {Record<string, number>} counts how many of each kind
   * @param {{kinds?: object, uploadMs?: number, rate?: number}} [options] kinds: further ones; rate: calls a second, of all clients
   *   of a kind together
   */
  constructor(ports, counts, { kinds, uploadMs = UPLOAD_MS, rate } = {}) {
    const all = { ...KINDS, ...kinds };
    for (const [kind, count] of Object.entries(counts)) {
      this.served[kind] = 0;
      const interval = rate ? (1000 * count) / rate : 0;
      for (let i = 0; i < count; i++) {
        this.#running.push(this.#run(kind, all[kind](ports, { uploadMs }), interval));
      }
    }
  }

  async #run(kind, once, interval) {
    await delay(Math.random() * interval);
    while (!this.#isStopped) {
      const next = performance.now() + interval;
      try {
        this.served[kind] += (await once()) ?? 1;
      } catch (error) {
        this.failures.push(`${kind}: ${error.code ?? ''} ${error.message}`);
      }
      await delay(Math.max(PACE_MS, next - performance.now()));
    }
  }

  /** Lets what runs finish. */
  async stop() {
    this.#isStopped = true;
    await Promise.race([Promise.all(this.#running), delay(STOP_MS, null, { ref: false })]);
  }
}

module.exports = { Clients };
