'use strict';

// Connections arrive at a fixed rate, whether or not earlier ones have ended: from next to none to more than the machine can serve. The
// rates are percentages of what SCHED_NONE serves in a closed loop on this machine, and are the same for every mode.

const { columns, values } = require('./speed');

const WORKERS = 2;
const LOOP = { clients: 32, warm: 500, duration: 2_000 };
const MS = 1000;

module.exports = {
  name: 'open-loop',
  title: 'HTTP, one connection per request, 2 workers, connections come at a rate of their own',
  columns: [
    { name: 'rate', title: 'due a second', digits: 0 },
    ...columns,
    { name: 'pulled', title: '% pulled', digits: 0 },
  ],
  rounds: { full: 7, quick: 1 },
  settings: () => [{ workers: WORKERS, protocol: 'http' }],
  preparesWith: 'builtin-none',

  async prepare({ cluster, sizes }) {
    await cluster.warmUp(sizes.warmUp);
    return { most: (await cluster.load(LOOP)).perSecond };
  },

  async measure({ cluster, setting, sizes, record }) {
    await cluster.warmUp(sizes.warmUp);
    for (const percent of sizes.percents) {
      const rate = Math.round((setting.most * percent) / 100);
      const count = Math.round((rate * sizes.open) / MS);
      const before = await cluster.pulled();
      const load = await cluster.load({ rate, count });
      const after = await cluster.pulled();
      const pulled = (100 * (after.pulled - before.pulled)) / (after.taken - before.taken);
      record({ rate, ...values(cluster, load), pulled }, { percent });
    }
  },
};
