'use strict';

// Every worker is blocked and 3,000 clients connect: how many descriptors the primary then holds, and whether all clients are served in
// the end.

const { openFds } = require('../process');

const CONNECTIONS = 3_000;
const STALL_MS = 3_000;
const TIMEOUT_MS = 30_000; // the kernel's SYN retransmissions double from 1 s
const LOOK_EVERY_MS = 50;
const US_PER_MS = 1000;

module.exports = {
  name: 'all-stalled',
  title: 'All 4 workers blocked for 3 s, 3,000 connections in a second',
  columns: [
    { name: 'held', title: 'fds held', digits: 0, ratio: true },
    { name: 'served', title: 'served', digits: 0 },
    { name: 'lost', title: 'not served', digits: 0 },
    { name: 'longest', title: 'longest ms', digits: 0, ratio: true },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: 4, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    await cluster.load({ clients: 8, duration: sizes.settle });
    const before = openFds(cluster.pid);
    let most = before;
    const look = () => (most = Math.max(most, openFds(cluster.pid)));
    const looking = setInterval(look, LOOK_EVERY_MS);
    try {
      await cluster.stall(4, STALL_MS);
      const load = await cluster.load({
        rate: CONNECTIONS,
        count: CONNECTIONS,
        timeout: TIMEOUT_MS,
      });
      const { served } = load;
      const longest = load.latency.max / US_PER_MS;
      record({ held: most - before, served, lost: CONNECTIONS - served, longest });
    } finally {
      clearInterval(looking);
    }
  },
};
