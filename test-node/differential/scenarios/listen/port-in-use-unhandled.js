'use strict';

module.exports = {
  proves: 'without a listener the error of listen() ends the worker with 1',
  program({ say, stranger }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker)
      return net.createServer().listen(Number(process.env.BUSY_PORT), '127.0.0.1');
    stranger().then((server) => {
      const worker = cluster.fork({ BUSY_PORT: server.address().port });
      worker.on('exit', (...args) => {
        say('exit', ...args);
        server.close();
      });
    });
  },
};
