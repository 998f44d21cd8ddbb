'use strict';

module.exports = {
  proves: 'the same server listens, closes and listens again, on port 0 and on a path',
  program({ say, once, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      cluster.on('listening', (worker, { address }) => say('listening', address));
      return cluster.fork();
    }
    const server = net.createServer();
    const go = async () => {
      for (const where of [{ port: 0, host: '127.0.0.1' }, { path: `${folder}/socket` }]) {
        for (let i = 0; i < 3; i++) {
          server.listen(where);
          await once(server, 'listening');
          say('listening', server.listening, typeof server.address());
          server.close();
          say('closing', server.listening, server.address());
          await once(server, 'close');
        }
      }
      process.exit();
    };
    go();
  },
};
