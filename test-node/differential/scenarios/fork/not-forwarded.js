'use strict';

module.exports = {
  proves: 'env, detached, execPath, killSignal and signal in the settings are not forwarded',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      say('worker', process.env.MINE, process.execPath, process.argv.slice(2));
      return process.exit();
    }
    cluster.setupPrimary({
      env: { MINE: 'x' },
      detached: true,
      execPath: '/missing',
      killSignal: 'SIGINT',
    });
    cluster.fork();
  },
};
