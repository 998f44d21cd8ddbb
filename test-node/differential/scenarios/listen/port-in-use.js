'use strict';

module.exports = {
  proves:
    'the error of a port that another process has, in the worker: every field, and the server after it',
  program({ say, stranger }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const port = Number(process.env.BUSY_PORT);
      const ways = [[port], [port, '127.0.0.1'], [{ port, host: '127.0.0.1', exclusive: true }]];
      const next = () => {
        const way = ways.shift();
        if (way === undefined) return process.exit();
        const server = net.createServer();
        server.on('error', (error) => {
          say('error', error, server.listening, server.address(), server._handle);
          next();
        });
        server.on('close', () => say('close'));
        server.listen(...way, () => next(say('listening')));
      };
      return next();
    }
    cluster.on('listening', () => say('never listening'));
    stranger().then((server) => {
      const worker = cluster.fork({ BUSY_PORT: server.address().port });
      worker.on('exit', () => server.close());
    });
  },
};
