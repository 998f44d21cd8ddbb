'use strict';

module.exports = {
  proves:
    'the address of the listening event for each way to name a host, and server.address() in the worker',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const ways = [
      [0],
      [0, '127.0.0.1'],
      [0, '::1'],
      [0, '0.0.0.0'],
      [0, '::'],
      ['0'],
      [{ port: 0 }],
      [{ port: 0, host: '127.0.0.1' }],
      [{ host: '127.0.0.2', port: 0 }],
      [],
      [null],
      [0, null],
      [0, 5],
      [{ port: '0x0' }],
    ];
    if (cluster.isPrimary) {
      cluster.on('listening', (...args) => say('listening', ...args));
      cluster.fork().on('listening', (...args) => say('worker', args.length));
      return;
    }
    const next = () => {
      const way = ways.shift();
      if (way === undefined) return cluster.worker.disconnect();
      const server = net.createServer().listen(...way, () => {
        say(JSON.stringify(way), server.address());
        setImmediate(() => server.close(next));
      });
      server.on('error', (error) => say('error', error) ?? next());
    };
    next();
  },
};
