'use strict';

// Cloudflare's comparison of one queue with SO_REUSEPORT: as many workers as CPUs, a handler that computes, 200 clients, 20,000
// requests. One queue has the better mean and a much smaller deviation.

const os = require('node:os');

const COMPUTE_MS = 0.5;
const US_PER_MS = 1000;

module.exports = {
  name: 'cloudflare',
  title:
    'A worker a CPU, handlers compute for 0.5 ms, 200 clients, 20,000 requests (quick run 2,000)',
  columns: [
    { name: 'mean', title: 'mean ms', digits: 1, ratio: true },
    { name: 'max', title: 'longest ms', digits: 0, ratio: true },
    { name: 'sd', title: 'deviation ms', digits: 1, ratio: true },
    { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: os.cpus().length, protocol: 'http', compute: COMPUTE_MS }],

  async measure({ cluster, sizes, record }) {
    await cluster.load({ clients: 32, duration: sizes.warm });
    const load = await cluster.load({ clients: 200, count: sizes.requests, duration: 60_000 });
    const [mean, max, sd] = [load.latency.mean, load.latency.max, load.latency.sd];
    record({
      mean: mean / US_PER_MS,
      max: max / US_PER_MS,
      sd: sd / US_PER_MS,
      perSecond: load.perSecond,
    });
  },
};
