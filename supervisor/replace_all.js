'use strict';

// Replaces the workers of all slots, some at a time. It stops when a new worker does not become ready, or ends while others are
// replaced, and when the service is told to end. Used by supervisor.js.

/**
 * @param {import('./supervisor')} supervisor
 * @param {import('./fleet')} fleet
 * @param {number} parallel how many workers are replaced at a time
 * @returns {Promise<{replaced: number, failure: Error | null}>} after a failure no further slot is begun
 */
async function replaceAll(supervisor, fleet, parallel) {
  const slots = fleet.slots.list();
  const fresh = new Set();
  let replaced = 0;
  let failure = null;
  const onExit = (worker) => {
    if (fresh.has(worker) && !worker.wanted) failure ??= worker.early();
  };
  const next = async () => {
    while (slots.length > 0 && !failure) {
      try {
        supervisor.checkRunning(); // nobody would end a worker that is started after the others were told to end
        await fleet.replace(slots.shift(), (worker) => fresh.add(worker));
        replaced++;
      } catch (error) {
        failure ??= error;
      }
    }
  };
  supervisor.on('exit', onExit);
  await Promise.all(Array.from({ length: parallel }, next));
  supervisor.off('exit', onExit);
  return { replaced, failure };
}

module.exports = replaceAll;
