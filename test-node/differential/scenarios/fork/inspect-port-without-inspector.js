'use strict';

module.exports = {
  proves: 'inspectPort without an inspector flag changes nothing',
  policies: ['rr'],
  program({ to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      to(`worker ${cluster.worker.id}`)('flags', process.execArgv, process.debugPort);
      return process.exit();
    }
    cluster.setupPrimary({ inspectPort: 9700 });
    cluster.fork();
  },
};
