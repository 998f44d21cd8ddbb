'use strict';

module.exports = {
  proves: 'workers whose primary is killed end with 0 by themselves',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1');
      process.on('exit', (code) => say('exit', code));
      return;
    }
    cluster.on('listening', () => process.kill(process.pid, 'SIGKILL'));
    cluster.fork();
  },
};
