'use strict';

module.exports = {
  proves:
    'what AsyncLocalStorage has in connection handlers, with stores around listen() and inside of handlers',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { AsyncLocalStorage } = require('node:async_hooks');
    if (cluster.isWorker) {
      const storage = new AsyncLocalStorage();
      let count = 0;
      storage.run('around listen', () => {
        const server = net.createServer((socket) => {
          say('handler', storage.getStore());
          storage.enterWith(`connection ${++count}`);
          say('entered', storage.getStore());
          socket.on('data', () => {
            say('data', storage.getStore());
            setImmediate(() => socket.end(say('immediate', storage.getStore()) ?? 'x'));
          });
        });
        server.allowHalfOpen = true;
        server.listen(0, '127.0.0.1', () => say('listening', storage.getStore()));
      });
      return;
    }
    listening(cluster).then(async ({ port }) => {
      for (let i = 0; i < 3; i++)
        await ask({ port, host: '127.0.0.1', allowHalfOpen: true }, 'words');
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
