'use strict';

module.exports = {
  proves: 'reusePort: each worker binds by itself, and the primary hears nothing',
  nodes: { 22: 12 },
  program({ say, once, ask, freePort }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('served'));
      server.on('error', (error) => process.send(say('error', error) ?? 'over'));
      server.listen(
        { port: Number(process.env.USE_PORT), host: '127.0.0.1', reusePort: true },
        () => {
          say('handle', server._handle.constructor.name);
          process.send('listening');
        },
      );
      return;
    }
    cluster.on('listening', () => say('never listening'));
    freePort().then(async (port) => {
      const workers = [cluster.fork({ USE_PORT: port }), cluster.fork({ USE_PORT: port })];
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      say('answers', await ask(port), await ask(port));
      for (const worker of workers) worker.process.kill();
    });
  },
};
