'use strict';

// For results that can only be measured, such as an order or a share: on a busy machine a measurement may fail once, but with a fault it
// fails every time.

/**
 * @param {number} times the most attempts
 * @param {() => Promise<T>} attempt throws if the measurement fails
 * @returns {Promise<T>} the result of the first attempt that does not throw
 * @template T
 */
async function inOneOf(times, attempt) {
  for (let left = times - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

module.exports = { inOneOf };
