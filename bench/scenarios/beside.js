'use strict';

// A worker's other work waits for the new connections that it takes in one iteration of its loop. Measures requests on open connections,
// and messages from the primary, beside many new connections.

const { median } = require('../results');

const CLIENTS = 32;
const OPEN = 4;
const PAUSE_MS = 20;
const COMPUTE_MS = 1;
const US_PER_MS = 1000;

module.exports = {
  name: 'beside',
  title:
    'Beside 32 clients of new connections, 2 workers, handlers compute for 1 ms: requests on open connections, messages',
  columns: [
    { name: 'ping', title: 'request p50 ms', digits: 2, ratio: true },
    { name: 'ping99', title: 'p99 ms', digits: 2, ratio: true },
    { name: 'message', title: 'message p50 ms', digits: 2, ratio: true },
    { name: 'perSecond', title: 'new a second', digits: 0, ratio: true },
  ],
  rounds: { full: 5, quick: 1 },
  settings: () => [{ workers: 2, protocol: 'http', compute: COMPUTE_MS }],

  async measure({ cluster, sizes, record }) {
    const { settle: warm, long: duration } = sizes;
    await cluster.load({ clients: CLIENTS, duration: sizes.warm });
    const [load, pings, messages] = await Promise.all([
      cluster.load({ clients: CLIENTS, warm, duration }),
      cluster.load({ clients: OPEN, keepAlive: true, ping: true, pause: PAUSE_MS, warm, duration }),
      cluster.ping(duration),
    ]);
    record({
      ping: pings.latency.p50 / US_PER_MS,
      ping99: pings.latency.p99 / US_PER_MS,
      message: median(messages),
      perSecond: load.perSecond,
    });
  },
};
