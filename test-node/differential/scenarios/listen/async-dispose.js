'use strict';

module.exports = {
  proves: 'server[Symbol.asyncDispose]() closes a server of a worker',
  nodes: { 20: 5 },
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer().listen(0, '127.0.0.1', async () => {
      await server[Symbol.asyncDispose]();
      say('disposed', server.listening);
      process.exit();
    });
  },
};
