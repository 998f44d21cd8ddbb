'use strict';

module.exports = {
  proves: 'what a client sends and closes before the worker is free is all there',
  policies: ['rr'],
  program({ say, open, block, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        let text = '';
        socket.on('data', (data) => (text += data));
        socket.on('end', () => {
          say('got', text);
          socket.end(`echo ${text}`);
        });
      });
      server.listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(150)));
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const [worker] = Object.values(cluster.workers);
      worker.send('block');
      await once(worker, 'message');
      say(
        'answer',
        await open({ port, host: '127.0.0.1', allowHalfOpen: true }, 'early words').outcome,
      );
      worker.process.kill();
    });
    cluster.fork();
  },
};
