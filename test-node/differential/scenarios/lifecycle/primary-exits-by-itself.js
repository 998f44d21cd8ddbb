'use strict';

module.exports = {
  proves:
    'the primary ends by itself when its last worker has gone, and stays as long as one is there',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        setTimeout(() => server.close(() => cluster.worker.disconnect()), 50);
      });
      return;
    }
    process.on('beforeExit', () => say('beforeExit', Object.keys(cluster.workers)));
    process.on('exit', (code) => say('exit', code));
    cluster.fork();
  },
};
