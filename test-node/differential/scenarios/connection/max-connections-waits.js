'use strict';

module.exports = {
  proves: 'with every worker full a connection waits for its turn, and nobody spins meanwhile',
  policies: ['rr'],
  differs: {
    id: 'max-connections-waits',
    builtin: ['workers refused more than once true'],
    gocluster: ['workers refused more than once false'],
  },
  program({ say, to, open, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.write('served'));
      server.maxConnections = 1;
      server.listen(0, '127.0.0.1');
      process.on('message', (message) => process.send(message));
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      const first = open(port);
      await once(first.socket, 'data');
      let messages = 0;
      worker.process.on('internalMessage', () => messages++);
      const second = open(port);
      let served = false;
      const answer = once(second.socket, 'data').then(([data]) => (served = data));
      for (let i = 0; i < 200 && messages <= 20; i++) {
        worker.send(i);
        await once(worker, 'message');
      }
      say('waiting', served);
      to('max-connections-waits')('workers refused more than once', messages > 20);
      first.socket.destroy();
      say('then', await answer);
      worker.process.kill();
      second.socket.destroy();
    });
  },
};
