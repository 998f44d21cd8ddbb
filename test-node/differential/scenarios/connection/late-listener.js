'use strict';

module.exports = {
  proves: 'a connection listener added later is called from then on',
  policies: ['rr'],
  program({ say, ask, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1');
      process.on('message', () => {
        server.once('connection', (socket) => socket.end('once'));
        server.prependListener('connection', () => say('prepended'));
        process.send('added');
      });
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      worker.send('add');
      await once(worker, 'message');
      say('got', await ask(port));
      worker.process.kill();
    });
  },
};
