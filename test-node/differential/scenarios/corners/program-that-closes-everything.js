'use strict';

module.exports = {
  proves:
    'servers, timers and the channel closed in order: the worker ends with the code that it set',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.exitCode = 17;
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        server.close(() => process.channel.unref());
      });
      process.on('exit', (code) => say('exit', code));
      return;
    }
    cluster.fork().on('exit', (...args) => say('exit', ...args));
  },
};
