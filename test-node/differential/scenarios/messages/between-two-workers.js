'use strict';

module.exports = {
  proves: 'the cluster event tells which worker a message is from',
  policies: ['rr'],
  program({ to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('message', (message) => {
        to(`worker ${cluster.worker.id}`)('message', message);
        process.disconnect();
      });
      return process.send(`from ${cluster.worker.id}`);
    }
    cluster.on('message', (worker, message) => {
      to(`about ${worker.id}`)('message', worker, message);
      const other = cluster.workers[worker.id === 1 ? 2 : 1];
      other.send(message);
    });
    cluster.fork();
    cluster.fork();
  },
};
