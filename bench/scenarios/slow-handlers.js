'use strict';

// Handlers that block the worker's event loop: the speed of the hand-off hardly matters, and a connection that waits behind another in a
// worker's queue waits for that whole request.

const { values } = require('./speed');

const CLIENTS = 16;
// About so many requests are served before the measurement, so that each worker knows how long its handlers take.
const WARM_UP = 100;

module.exports = {
  name: 'slow-handlers',
  title:
    'Handlers that block the event loop, HTTP, one connection per request, 4 workers, 16 clients',
  columns: [
    { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
    { name: 'p50', title: 'p50 ms', digits: 0 },
    { name: 'p99', title: 'p99 ms', digits: 0, ratio: true },
    { name: 'max', title: 'longest ms', digits: 0 },
  ],
  rounds: { full: 3, quick: 1 },
  settings: (sizes) => sizes.handlers.map((work) => ({ protocol: 'http', workers: 4, work })),

  async measure({ cluster, setting, sizes, record }) {
    const { work } = setting;
    await cluster.load({ clients: CLIENTS, count: WARM_UP, duration: sizes.long });
    const load = await cluster.load({ clients: CLIENTS, duration: sizes.long });
    record(values(cluster, load), { 'handler ms': work });
  },
};
