'use strict';

module.exports = {
  proves: 'the order of setup and fork events of three forks in one tick',
  policies: ['rr'],
  program({ watch, say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    watch(cluster, 'cluster', ['setup', 'fork'], (name, argument) => say(name, argument.id));
    for (let i = 0; i < 3; i++) cluster.fork();
    say('returned', Object.keys(cluster.workers));
  },
};
