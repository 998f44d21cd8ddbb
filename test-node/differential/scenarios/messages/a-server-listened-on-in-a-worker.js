'use strict';

module.exports = {
  proves: 'a server handed over with worker.send() can be given to listen() in the worker',
  // Node 18 has the bug that listen/on-a-handle shows.
  nodes: { 20: 0 },
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, handed) => {
        net
          .createServer((socket) => socket.end('on the handed one'))
          .listen(handed, () => process.send('ready'));
      });
      return;
    }
    cluster.on('listening', (worker, address) => say('listening', address));
    const worker = cluster.fork();
    const server = net.createServer().listen(0, '127.0.0.1', async () => {
      const { port } = server.address();
      worker.send('server', server);
      await once(worker, 'message');
      server.close();
      say('got', await ask(port));
      worker.process.kill();
    });
  },
};
