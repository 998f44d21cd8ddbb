'use strict';

// Replaces many workers, some at a time, until something fails. Used by supervisor.js.

/**
 * @param {{slots: import('./slots').Slot[], failure: Error | null}} reloading those slots that were not begun when there is a failure are
 *   left; the caller may set one, too
 * @param {number} parallel
 * @param {(slot: object) => Promise<void>} replace
 * @returns {Promise<number>} how many were replaced
 */
async function replaceAll(reloading, parallel, replace) {
  let replaced = 0;
  const next = async () => {
    while (reloading.slots.length > 0 && !reloading.failure) {
      try {
        await replace(reloading.slots.shift());
        replaced++;
      } catch (error) {
        reloading.failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, next));
  return replaced;
}

module.exports = replaceAll;
