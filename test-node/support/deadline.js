'use strict';

// Waiting for a condition, never for a time: every wait in the tests goes through here, and one that
// is not met says what was missing.

const { setTimeout: delay } = require('node:timers/promises');

/** Minutes: only a hang reaches it, however loaded the machine is. */
const DEADLINE_MS = 600_000;
const POLL_MS = 5;

/**
 * @param {() => T | Promise<T>} condition asked again until it answers with something truthy
 * @param {string | (() => string)} missing what is missing while it has not
 * @param {number} [ms] deadline in milliseconds
 * @returns {Promise<T>} the truthy answer
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
