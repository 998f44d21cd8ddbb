'use strict';

module.exports = {
  proves: 'send() without bind() does not ask the primary',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const client = dgram.createSocket('udp4');
      client.on('message', (data) => {
        say('answer', data);
        process.send('over');
      });
      return client.send('question', Number(process.env.USE_PORT), '127.0.0.1');
    }
    cluster.on('listening', () => say('never listening'));
    const server = dgram.createSocket('udp4').bind(0, '127.0.0.1', () => {
      server.on('message', (data, { port }) => server.send('answer', port, '127.0.0.1'));
      const worker = cluster.fork({ USE_PORT: server.address().port });
      once(worker, 'message').then(() => server.close(() => worker.process.kill()));
    });
  },
};
