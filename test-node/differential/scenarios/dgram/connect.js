'use strict';

module.exports = {
  proves: 'connect() of a datagram socket in a worker',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const client = dgram.createSocket('udp4');
      client.connect(Number(process.env.USE_PORT), '127.0.0.1', () => {
        say('remote', client.remoteAddress());
        client.send('question');
      });
      client.on('message', (data) => process.exit(say('answer', data)));
      return;
    }
    cluster.on('listening', () => say('never listening'));
    const server = dgram.createSocket('udp4').bind(0, '127.0.0.1', () => {
      server.on('message', (data, { port }) => server.send('answer', port, '127.0.0.1'));
      cluster.fork({ USE_PORT: server.address().port }).on('exit', () => server.close());
    });
  },
};
