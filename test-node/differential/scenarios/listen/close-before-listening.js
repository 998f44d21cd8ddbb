'use strict';

module.exports = {
  proves: 'close() in the tick of listen()',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      cluster.on('exit', (worker, ...args) => say('exit', ...args));
      return cluster.fork();
    }
    const server = net.createServer();
    server.on('listening', () => say('listening', server.address() !== null));
    server.on('close', () => say('close'));
    server.on('error', (error) => say('error', error));
    server.listen(0, '127.0.0.1');
    server.close((...args) => say('closed', ...args));
    // The primary answers in order: when this one listens, the first one has had its answer.
    net.createServer().listen(0, '127.0.0.1', () => {
      setImmediate(() => {
        say('later', server.listening);
        cluster.worker.disconnect();
      });
    });
  },
};
