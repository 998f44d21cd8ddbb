'use strict';

// The result of `gocluster status`. Used by supervisor.js.

const { version } = require('../package.json');
const { memoryOf } = require('./memory');

function describe(worker, restarts, memory) {
  return {
    id: worker.id,
    instance: worker.instance,
    pid: worker.pid,
    state: worker.state,
    uptime: Math.round(worker.uptime()),
    memory: memory(worker.pid),
    restarts,
    addresses: [...worker.addresses.values()],
  };
}

/**
 * @param {import('./supervisor')} supervisor
 * @param {import('./fleet')} fleet
 * @param {string[]} operations the first one is under way, the others wait for it
 * @param {(pid: number) => number | null} [memory]
 */
function status({ state, config }, fleet, operations, memory = memoryOf) {
  const slots = fleet.slots.list();
  const { waiting, givenUp } = fleet.empty();
  const workers = slots.flatMap(({ worker, next, restarts }) =>
    [worker, next].filter(Boolean).map((each) => describe(each, restarts, memory)),
  );
  for (const worker of fleet.leaving) workers.push(describe(worker, null, memory));
  return {
    name: config.name,
    state,
    pid: process.pid,
    version,
    node: process.version,
    script: config.script,
    operations,
    wanted: slots.length,
    waiting: waiting.map(({ instance }) => instance),
    givenUp: givenUp.map(({ instance }) => instance),
    workers,
  };
}

module.exports = status;
