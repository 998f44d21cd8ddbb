'use strict';

// The columns of the scenarios that measure speed, and how their values are computed from the load generator's output.

const { sum } = require('../process');

const columns = [
  { name: 'perSecond', title: 'per second', digits: 0, ratio: true },
  { name: 'all', title: 'us CPU', digits: 1, ratio: true },
  { name: 'primary', title: 'us primary', digits: 1, ratio: true },
  { name: 'workers', title: 'us workers', digits: 1 },
  { name: 'p50', title: 'p50 ms', digits: 2 },
  { name: 'p99', title: 'p99 ms', digits: 2 },
  { name: 'p999', title: 'p99.9 ms', digits: 2 },
  { name: 'failed', title: 'failed', digits: 0 },
];

const US_PER_MS = 1000;

/**
 * @param {Cluster} cluster
 * @param {object} load the result of generator.run
 * @returns {Object<string, number>} CPU time in microseconds per connection (per request with keep-alive), latencies in milliseconds
 */
function values(cluster, load) {
  const of = (pids) => sum(pids.map((pid) => load.cpu[pid])) / load.measured;
  const primary = of(cluster.primaries);
  const workers = of(cluster.workers);
  return {
    perSecond: load.perSecond,
    all: primary + workers,
    primary,
    workers,
    p50: load.latency.p50 / US_PER_MS,
    p99: load.latency.p99 / US_PER_MS,
    p999: load.latency.p999 / US_PER_MS,
    max: load.latency.max / US_PER_MS,
    failed: load.wrong + load.refused + load.cut + load.hung,
    ownCpu: load.ownCpu / load.measured,
  };
}

module.exports = { columns, values };
