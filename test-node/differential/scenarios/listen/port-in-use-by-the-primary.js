'use strict';

module.exports = {
  proves: 'a port on which the primary itself listens is in use for workers',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(Number(process.env.BUSY_PORT), '127.0.0.1');
      server.on('error', (error) => process.exit(say('error', error)));
      return;
    }
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      cluster.fork({ BUSY_PORT: server.address().port }).on('exit', () => server.close());
    });
  },
};
