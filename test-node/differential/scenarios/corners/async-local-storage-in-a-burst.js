'use strict';

module.exports = {
  proves: 'the store of one connection does not leak into the next one of a burst',
  policies: ['rr'],
  program({ say, ask, block, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { AsyncLocalStorage } = require('node:async_hooks');
    if (cluster.isWorker) {
      const storage = new AsyncLocalStorage();
      let count = 0;
      const server = net.createServer((socket) => {
        say('handler', storage.getStore());
        storage.enterWith(`connection ${++count}`);
        process.nextTick(() => say('tick', storage.getStore()));
        Promise.resolve().then(() => say('microtask', storage.getStore()));
        socket.end('x');
      });
      server.listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(150)));
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      worker.send('block');
      await once(worker, 'message');
      await Promise.all(Array.from({ length: 4 }, () => ask(port)));
      worker.process.kill();
    });
  },
};
