'use strict';

module.exports = {
  proves: 'the error of a port that is taken: every field',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const socket = dgram.createSocket('udp4');
      socket.on('error', (error) => process.exit(say('error', error)));
      return socket.bind(Number(process.env.USE_PORT), '127.0.0.1', () =>
        process.exit(say('bound')),
      );
    }
    const server = dgram.createSocket('udp4').bind(0, '127.0.0.1', () => {
      cluster.fork({ USE_PORT: server.address().port }).on('exit', () => server.close());
    });
  },
};
