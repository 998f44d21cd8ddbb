'use strict';

module.exports = {
  proves: 'ports of the inspector wrap from 65535 to 1024',
  policies: ['rr'],
  nodeArgs: ['--inspect-port=65533'],
  program({ to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      to(`worker ${cluster.worker.id}`)('port', process.execArgv.at(-1).replace('=', ' '));
      return process.exit();
    }
    for (let i = 0; i < 4; i++) cluster.fork();
  },
};
