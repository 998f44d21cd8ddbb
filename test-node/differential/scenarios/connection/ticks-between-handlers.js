'use strict';

module.exports = {
  proves: 'ticks and microtasks of one connection run before the next connection of the same burst',
  policies: ['rr'],
  program({ say, ask, block, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      let count = 0;
      const server = net.createServer((socket) => {
        const number = ++count;
        say('connection', number);
        process.nextTick(() => say('tick', number));
        Promise.resolve().then(() => say('microtask', number));
        queueMicrotask(() => process.nextTick(() => say('tick of the microtask', number)));
        socket.end('x');
      });
      server.listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(200)));
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const [worker] = Object.values(cluster.workers);
      worker.send('block');
      await once(worker, 'message');
      await Promise.all(Array.from({ length: 6 }, () => ask(port)));
      worker.process.kill();
    });
    cluster.fork();
  },
};
