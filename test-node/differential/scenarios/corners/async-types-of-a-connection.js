'use strict';

module.exports = {
  proves: 'the async resources of TCP handles that a worker makes for three connections',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { createHook } = require('node:async_hooks');
    if (cluster.isWorker) {
      const types = [];
      const server = net.createServer((socket) => socket.end('x'));
      server.listen(0, '127.0.0.1', () => {
        createHook({ init: (id, type) => type.startsWith('TCP') && types.push(type) }).enable();
      });
      process.on('message', () => process.exit(say('types', types)));
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      for (let i = 0; i < 3; i++) await ask(port);
      worker.send('report');
    });
  },
};
