'use strict';

module.exports = {
  proves: 'listen({ fd }) with what is no socket',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const fds = [999, -1, 'text', 1.5, null];
    const next = () => {
      if (fds.length === 0) return process.exit();
      const fd = fds.shift();
      const server = net.createServer();
      server.on('error', (error) => setImmediate(next, say('error', fd, error)));
      try {
        server.listen({ fd }, () => setImmediate(next, say('listening', fd)));
      } catch (error) {
        next(say('throws', fd, error));
      }
    };
    next();
  },
};
