'use strict';

// A server without cluster code, under `gocluster run` and under a primary of three lines that forks the same file with Node's own
// cluster: the time from the start of the first process to the first answer, and the memory of the supervisor's process.

const { setTimeout: delay } = require('node:timers/promises');
const kernel = require('../process');
const { Service } = require('../service');

const SETTLE_MS = 1_500;

module.exports = {
  name: 'run',
  title:
    'gocluster run, and a primary of three lines: from the start to the first answer, 2 workers',
  columns: [
    { name: 'start', title: 'ms', digits: 0, ratio: true },
    { name: 'pss', title: 'PSS MB', digits: 2 },
  ],
  rounds: { full: 15, quick: 5 },
  settings: () => [{ workers: 2 }],
  runs: ({ service }) => service !== undefined,
  start: Service.start,

  async measure({ cluster: service, record }) {
    await delay(SETTLE_MS);
    record({ start: service.startTime, pss: kernel.pss(service.pid) });
  },
};
