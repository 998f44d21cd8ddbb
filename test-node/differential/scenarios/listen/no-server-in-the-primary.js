'use strict';

module.exports = {
  proves: 'a listen() of a worker calls net.Server.prototype.listen in the primary',
  policies: ['rr'],
  differs: {
    id: 'no-server-in-primary',
    builtin: ['calls 1'],
    gocluster: ['calls 0'],
  },
  program({ say, to, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer().listen(0, '127.0.0.1');
      return;
    }
    const { listen } = net.Server.prototype;
    let calls = 0;
    net.Server.prototype.listen = function (...args) {
      calls++;
      return listen.apply(this, args);
    };
    const worker = cluster.fork();
    once(worker, 'listening').then(() => {
      say('listening');
      to('no-server-in-primary')('calls', calls);
      worker.disconnect();
    });
  },
};
