'use strict';

module.exports = {
  proves: 'what listen() has done when it returns, and the order of the event against ticks',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer();
    say('before', server.listening, server.address(), server._handle);
    server.on('listening', (...args) => say('listening', args.length, server.listening));
    const returned = server.listen(0, '127.0.0.1', (...args) => {
      say('callback', args.length);
      process.exit();
    });
    say('after', returned === server, server.listening, server.address(), server._handle);
    process.nextTick(() => say('tick', server.listening));
    Promise.resolve().then(() => say('microtask', server.listening));
  },
};
