'use strict';

module.exports = {
  proves: 'workers whose primary exits end with 0 by themselves',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1');
      cluster.worker.on('disconnect', () =>
        say('disconnect', cluster.worker.exitedAfterDisconnect),
      );
      process.on('exit', (code) => say('exit', code));
      return;
    }
    let left = 2;
    cluster.on('listening', () => --left === 0 && process.exit(9));
    cluster.fork();
    cluster.fork();
  },
};
