'use strict';

module.exports = {
  proves: 'a net.Server sent with worker.send() arrives as one and accepts in the worker',
  policies: ['rr'],
  // Node 18 has the bug that listen/on-a-handle shows.
  nodes: { 20: 0 },
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, server) => {
        say('message', message, server instanceof net.Server, server.listening);
        server.on('connection', (socket) => socket.end('accepted by the worker'));
        process.send('ready');
      });
      return;
    }
    const worker = cluster.fork();
    worker.on('listening', (...args) => say('listening', ...args));
    const server = net.createServer().listen(0, '127.0.0.1', async () => {
      const { port } = server.address();
      worker.send('server', server);
      await once(worker, 'message');
      server.close();
      say('got', await ask(port), await ask(port));
      worker.process.kill();
    });
  },
};
