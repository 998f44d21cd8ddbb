'use strict';

module.exports = {
  proves: 'getConnections() counts open connections of the worker, up and down',
  policies: ['rr'],
  program({ say, open, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.write('x');
        socket.on('close', () =>
          server.getConnections((error, count) => process.send([error, count])),
        );
      });
      server.getConnections((error, count) => say('before', error, count));
      server.listen(0, '127.0.0.1');
      process.on('message', () => {
        server.getConnections((error, count) => process.send([error, count]));
      });
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const [worker] = Object.values(cluster.workers);
      const clients = [];
      for (let i = 0; i < 3; i++) {
        const client = open(port);
        clients.push(client);
        await once(client.socket, 'data');
        worker.send('count');
        say('up', (await once(worker, 'message'))[0]);
      }
      for (const { socket } of clients) {
        socket.end();
        say('down', (await once(worker, 'message'))[0]);
      }
      worker.process.kill();
    });
    cluster.fork();
  },
};
