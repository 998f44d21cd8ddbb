'use strict';

module.exports = {
  proves: 'process and globalThis in a worker have the own properties that Node gives them',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) return cluster.fork();
    say('process', Object.getOwnPropertyNames(process).sort());
    say('global', Object.getOwnPropertyNames(globalThis).sort());
    say('channel', typeof process.channel, process.connected, typeof process.send);
    say('title', process.exitCode, process.argv0 !== '');
    process.exit();
  },
};
