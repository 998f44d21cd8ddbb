'use strict';

module.exports = {
  proves: 'a path longer than a socket address is made relative by the primary if that is shorter',
  program({ say, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const fs = require('node:fs');
    const long = `${folder}/${'d'.repeat(60)}/${'e'.repeat(40)}`;
    if (cluster.isPrimary) {
      fs.mkdirSync(long, { recursive: true });
      process.chdir(long);
      cluster.on('listening', (worker, address) => say('listening', address));
      return cluster.fork();
    }
    const server = net.createServer().listen(`${long}/socket`, () => {
      say('address', server.address(), fs.existsSync(`${long}/socket`));
      setImmediate(() => cluster.worker.disconnect());
    });
    server.on('error', (error) => {
      say('error', error);
      process.exit();
    });
  },
};
