'use strict';

module.exports = {
  proves: 'when one of two workers closes its server, the other one serves all',
  program({ say, ask, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net
        .createServer((socket) => socket.end(`${cluster.worker.id}`))
        .listen(0, '127.0.0.1');
      process.on('message', () => server.close(() => process.send('closed')));
      return;
    }
    listening(cluster, 2).then(async ({ port }) => {
      cluster.workers[1].send('close');
      await once(cluster.workers[1], 'message');
      const answers = [];
      for (let i = 0; i < 6; i++) answers.push(await ask(port));
      say('answers', answers);
      cluster.disconnect();
    });
    cluster.fork();
    cluster.fork();
  },
};
