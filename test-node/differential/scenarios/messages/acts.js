'use strict';

module.exports = {
  proves: 'the words of the wire that the worker says to the primary, and what is in them',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        server.close(() => cluster.worker.disconnect());
      });
      return;
    }
    const { process: child } = cluster.fork();
    child.on('internalMessage', (message) => {
      if (message.cmd !== 'NODE_CLUSTER') return;
      // `channel` is one more field, which only gocluster's own primary reads.
      const keys = Object.keys(message).filter((key) => key !== 'channel');
      say('act', message.act, keys.sort());
    });
  },
};
