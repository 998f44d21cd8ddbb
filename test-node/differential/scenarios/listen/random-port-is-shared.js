'use strict';

module.exports = {
  proves: 'listen(0) gives all workers the same port, and the second listen(0) another one',
  program({ say, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const first = net.createServer().listen(0, '127.0.0.1', () => {
        const second = net.createServer().listen(0, '127.0.0.1', () => {
          process.send([first.address().port, second.address().port]);
        });
      });
      return;
    }
    const workers = [cluster.fork(), cluster.fork(), cluster.fork()];
    Promise.all(workers.map((worker) => once(worker, 'message'))).then((messages) => {
      const ports = messages.map(([message]) => message);
      say('first', new Set(ports.map(([first]) => first)).size);
      say('second', new Set(ports.map(([, second]) => second)).size);
      say('different', ports[0][0] !== ports[0][1]);
      cluster.disconnect();
    });
  },
};
