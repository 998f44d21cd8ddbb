'use strict';

module.exports = {
  proves:
    'exclusive: the primary hears nothing, each worker has its own port, and a taken one is in use',
  program({ say, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer();
      server.on('error', (error) => process.send(say('error', error) ?? 'over'));
      const port = Number(process.env.USE_PORT ?? 0);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        say('handle', server._handle.constructor.name);
        process.send(server.address().port);
      });
      return;
    }
    cluster.on('listening', () => say('never listening'));
    const first = cluster.fork();
    once(first, 'message').then(async ([port]) => {
      const second = cluster.fork({ USE_PORT: port });
      await once(second, 'message');
      first.process.kill();
      second.process.kill();
    });
  },
};
