'use strict';

// Failures: how often the core has failed lately. Used by core.js.

const { arraySlice, hrtime } = require('./intrinsics');

/** After so many failures within so many seconds the core stays down: such a fault does not go away by itself. */
const MAX = 5;
const WINDOW = 60;

class Failures {
  #times = []; // of the last failures, in seconds from an arbitrary moment

  /** @returns {boolean} whether the core may be started again after one more */
  add() {
    const now = hrtime()[0];
    this.#times[this.#times.length] = now;
    if (this.#times.length < MAX) return true;
    const first = this.#times[0];
    this.#times = arraySlice(this.#times, 1);
    return now - first >= WINDOW;
  }
}

module.exports = Failures;
