'use strict';

// For what can only be measured, such as an order or a share: on a machine that is short of time it may come out otherwise
// once, where a fault makes it come out otherwise each time.

/**
 * @param {number} times how often at the most
 * @param {() => Promise<T>} attempt throws where the measure is not met
 * @returns {Promise<T>} of the first attempt that does not throw
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
