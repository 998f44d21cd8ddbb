'use strict';

// Workers that recycle themselves: one calls process.exit() in the handler of about the 600th request, without draining, and the
// primary forks another. The connections that the worker had taken end with it.

const AFTER = 600;
const COMPUTE_MS = 0.2;
const TIMEOUT_MS = 2_000;

module.exports = {
  name: 'exiting-workers',
  title: 'process.exit() in the handler of about every 600th request, HTTP, 4 workers, 32 clients',
  columns: [
    { name: 'exits', title: 'exits', digits: 0 },
    { name: 'cut', title: 'cut an exit', digits: 2, ratio: true },
    { name: 'hung', title: 'hung an exit', digits: 2 },
    { name: 'refused', title: 'refused', digits: 0 },
    { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [
    { workers: 4, protocol: 'http', compute: COMPUTE_MS, exitAfter: AFTER, respawn: true },
  ],

  async measure({ cluster, sizes, record }) {
    const load = await cluster.load({ clients: 32, duration: sizes.killing, timeout: TIMEOUT_MS });
    const exits = await cluster.exits();
    const { cut, hung, refused, perSecond } = load;
    record({ exits, cut: cut / exits, hung: hung / exits, refused, perSecond });
  },
};
