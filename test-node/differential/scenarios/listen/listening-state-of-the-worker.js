'use strict';

module.exports = {
  proves: 'worker.state on both sides when the second server comes and the first one goes',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker) => say('listening', worker.state));
      return cluster.fork();
    }
    const { worker } = cluster;
    const first = net.createServer().listen(0, '127.0.0.1', () => {
      setImmediate(() => {
        say('first', worker.state);
        const second = net.createServer().listen(0, '127.0.0.1', () => {
          first.close(() => {
            say('second', worker.state);
            second.close(() => process.exit(say('none', worker.state)));
          });
        });
      });
    });
  },
};
