'use strict';

module.exports = {
  proves: 'a host name is looked up in the worker before the primary is asked',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, address) => say('listening', address));
      cluster.fork();
      return;
    }
    const server = net.createServer();
    server.listen(0, 'localhost', () => {
      say('address', server.address().family, typeof server.address().port);
      setImmediate(() => cluster.worker.disconnect());
    });
  },
};
