'use strict';

module.exports = {
  proves:
    'a listening server keeps a worker whose channel is unref()ed, an unref()ed server does not',
  program({ to }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const say = to(`worker ${cluster.worker.id}`);
      process.on('exit', (code) => say('exit', code));
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        process.channel.unref();
        if (cluster.worker.id === 2) say('unref', server.unref() === server);
      });
      if (cluster.worker.id === 3) say('unref', server.unref() === server);
      return;
    }
    const first = cluster.fork();
    const exits = [cluster.fork(), cluster.fork()].map((worker) => {
      const say = to(`exit of ${worker.id}`);
      return new Promise((resolve) =>
        worker.on('exit', (...args) => resolve(say('exit', ...args))),
      );
    });
    const say = to('first');
    first.on('listening', () =>
      Promise.all(exits).then(() => {
        say('the first', first.isDead());
        first.process.kill('SIGKILL');
      }),
    );
  },
};
