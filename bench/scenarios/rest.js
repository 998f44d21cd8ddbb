'use strict';

// The cost of an idle cluster: memory, threads, wake-ups. A process's own memory is the part that it shares with no other. A worker that
// has served holds both halves of V8's young generation; a fresh one often holds only one, so that a few hundred kilobytes of code more
// can add the other.

const { setTimeout: delay } = require('node:timers/promises');
const kernel = require('../process');

const SETTLE_MS = 1_500;
const TEN_SECONDS_MS = 10_000;

module.exports = {
  name: 'rest',
  title: 'At rest, 4 workers (a worker: the mean of the four)',
  columns: [
    { name: 'primaryPss', title: 'primary PSS MB', digits: 2 },
    { name: 'workerPss', title: 'worker PSS MB', digits: 2 },
    { name: 'primaryOwn', title: 'primary own MB', digits: 2 },
    { name: 'workerOwn', title: 'worker own MB', digits: 2 },
    { name: 'servedOwn', title: 'worker own MB, has served', digits: 2 },
    { name: 'primaryThreads', title: 'primary threads', digits: 0 },
    { name: 'workerThreads', title: 'worker threads', digits: 0 },
    { name: 'primaryWakeUps', title: 'primary wake-ups in 10 s', digits: 0 },
    { name: 'workerWakeUps', title: 'worker wake-ups in 10 s', digits: 1 },
    { name: 'cpu', title: 'us CPU in 10 s, all', digits: 0 },
  ],
  rounds: { full: 3, quick: 1 },
  settings: () => [{ workers: 4, protocol: 'http' }],

  async measure({ cluster, sizes, record }) {
    const { primaries, workers } = cluster;
    const total = (of) => kernel.sum(primaries.map(of));
    const mean = (of) => kernel.sum(workers.map(of)) / workers.length;
    await delay(SETTLE_MS);
    const state = {
      primaryPss: total(kernel.pss),
      workerPss: mean(kernel.pss),
      primaryOwn: total(kernel.own),
      workerOwn: mean(kernel.own),
      primaryThreads: total((pid) => kernel.threads(pid).length),
      workerThreads: mean((pid) => kernel.threads(pid).length),
    };
    const look = () => ({
      primary: total(kernel.switches),
      worker: mean(kernel.switches),
      cpu: total(kernel.cpu) + mean(kernel.cpu) * workers.length,
    });
    const before = look();
    await delay(sizes.rest);
    const after = look();
    const inTenSeconds = (name) => ((after[name] - before[name]) * TEN_SECONDS_MS) / sizes.rest;
    await cluster.warmUp(sizes.warmUp);
    const servedOwn = mean(kernel.own);
    record({
      ...state,
      servedOwn,
      primaryWakeUps: inTenSeconds('primary'),
      workerWakeUps: inTenSeconds('worker'),
      cpu: inTenSeconds('cpu'),
    });
  },
};
