'use strict';

module.exports = {
  proves: 'when the last worker closes its server, connections are refused',
  program({ say, ask, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      process.on('message', () => server.close(() => process.send('closed')));
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('before', await ask(port));
      const [worker] = Object.values(cluster.workers);
      worker.send('close');
      await once(worker, 'message');
      say('after', await ask(port));
      worker.disconnect();
    });
    cluster.fork();
  },
};
