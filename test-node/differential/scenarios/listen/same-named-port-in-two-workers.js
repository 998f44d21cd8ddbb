'use strict';

module.exports = {
  proves:
    'workers share a named port, by host: an event from each, and the second host is a listen of its own',
  program({ say, to, ask, freePort, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('served'));
      server.listen(Number(process.env.USE_PORT), process.env.USE_HOST);
      return;
    }
    cluster.on('listening', (worker, address) => to(`about ${worker.id}`)('listening', address));
    freePort().then(async (port) => {
      for (const USE_HOST of ['127.0.0.1', '127.0.0.1', '127.0.0.2'])
        cluster.fork({ USE_PORT: port, USE_HOST });
      await listening(cluster, 3);
      say('answers', await ask(port), await ask(port), await ask({ port, host: '127.0.0.2' }));
      cluster.disconnect();
    });
  },
};
