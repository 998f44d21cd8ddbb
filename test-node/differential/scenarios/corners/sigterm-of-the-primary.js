'use strict';

module.exports = {
  proves: 'the default action of SIGTERM and SIGINT still ends a primary that has workers',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1');
      process.on('exit', (code) => say('exit', code));
      return;
    }
    listening(cluster).then(() => process.kill(process.pid, 'SIGTERM'));
    cluster.fork();
  },
};
