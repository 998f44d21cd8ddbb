'use strict';

module.exports = {
  proves: 'what listen() throws for wrong arguments in a worker',
  policies: ['rr'],
  program({ attempt }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    for (const wrong of [
      -1,
      65536,

      NaN,
      true,
      {},
      { port: -1 },
      { path: 5 },
      { port: 'x' },
      { fd: -2 },
    ]) {
      attempt(JSON.stringify(wrong), () => {
        const server = net.createServer();
        server.on('error', () => {});
        return server.listen(wrong).constructor.name;
      });
    }
    process.exit();
  },
};
