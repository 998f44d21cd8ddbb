'use strict';

module.exports = {
  proves: 'process and globalThis in the primary have the own properties that Node gives them',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    cluster.fork();
    say('process', Object.getOwnPropertyNames(process).sort());
    say('global', Object.getOwnPropertyNames(globalThis).sort());
  },
};
