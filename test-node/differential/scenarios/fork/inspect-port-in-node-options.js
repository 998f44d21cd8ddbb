'use strict';

module.exports = {
  proves: 'an inspector flag in NODE_OPTIONS counts for --inspect-port too',
  policies: ['rr'],
  env: { NODE_OPTIONS: '--inspect-port=9650' },
  program({ to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      const flags = process.execArgv.map((flag) => flag.replace('=', ' '));
      to(`worker ${cluster.worker.id}`)('flags', flags, process.env.NODE_OPTIONS);
      return process.exit();
    }
    cluster.fork();
    cluster.fork();
  },
};
