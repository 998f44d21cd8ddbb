'use strict';

module.exports = {
  proves: 'listen({ signal }): aborted before, and while listening',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const controller = new AbortController();
    const server = net.createServer();
    server.on('close', () => {
      say('close', server.listening);
      const late = net.createServer();
      late.on('close', () => say('late close'));
      late.on('listening', () => say('late listening'));
      late.listen({ port: 0, host: '127.0.0.1', signal: AbortSignal.abort() });
      setTimeout(() => process.exit(say('end')), 50);
    });
    server.listen({ port: 0, host: '127.0.0.1', signal: controller.signal }, () => {
      say('listening');
      controller.abort();
    });
  },
};
