'use strict';

module.exports = {
  proves: 'fork() leaves process.env, execArgv and argv of the primary as they were',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const before = JSON.stringify([process.env, process.execArgv, process.argv]);
    cluster.fork();
    say('same', JSON.stringify([process.env, process.execArgv, process.argv]) === before);
    cluster.on('exit', () => {
      say('same after', JSON.stringify([process.env, process.execArgv, process.argv]) === before);
    });
  },
};
