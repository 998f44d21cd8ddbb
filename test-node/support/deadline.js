'use strict';

// Waits for a condition, never for a time. Every wait in the tests uses this, and one that fails says
// what was missing.

const { setTimeout: delay } = require('node:timers/promises');

/** Minutes, so that only a hang reaches it, however loaded the machine is. */
const DEADLINE_MS = 600_000;
const POLL_MS = 5;

/**
 * @param {() => T | Promise<T>} condition called again until its result is truthy
 * @param {string | (() => string)} missing what is missing until then, for the error
 * @param {number} [ms] deadline in milliseconds
 * @returns {Promise<T>} the truthy result
 * @template T
 */
async function until(condition, missing, ms = DEADLINE_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) {
      throw new Error(
        `not within ${ms} ms: ${typeof missing === 'function' ? missing() : missing}`,
      );
    }
    await delay(POLL_MS);
  }
}

module.exports = { until, DEADLINE_MS };
