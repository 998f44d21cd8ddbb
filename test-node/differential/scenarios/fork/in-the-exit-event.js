'use strict';

module.exports = {
  proves: 'fork() inside of the exit event keeps the cluster going',
  program({ say, to, ask }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net
        .createServer((socket) => socket.end(`${cluster.worker.id}`, () => process.exit(7)))
        .listen(0, '127.0.0.1');
      return;
    }
    cluster.on('exit', (worker, code) => {
      say('exit', worker.id, code, Object.keys(cluster.workers));
      if (worker.id < 4) cluster.fork();
    });
    cluster.on('listening', async (worker, { port }) => to('clients')('answer', await ask(port)));
    cluster.fork();
  },
};
