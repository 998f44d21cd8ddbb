'use strict';

module.exports = {
  proves: 'a client that is reset before the worker takes it does no harm to the next one',
  policies: ['rr'],
  program({ say, open, block, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.on('error', (error) => {
          if (error.code !== 'ECONNRESET') say('error', error);
        });
        socket.on('data', () => socket.end('served'));
      });
      server.listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(150)));
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const [worker] = Object.values(cluster.workers);
      worker.send('block');
      await once(worker, 'message');
      const { socket, connected } = open(port);
      await connected;
      socket.resetAndDestroy();
      say('next', await open({ port, host: '127.0.0.1', allowHalfOpen: true }, 'x').outcome);
      worker.process.kill();
    });
    cluster.fork();
  },
};
