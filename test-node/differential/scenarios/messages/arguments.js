'use strict';

module.exports = {
  proves: 'message on cluster, Worker, process and cluster.worker: every argument, and their order',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('message', (...args) => say('process', args.length, ...args));
      cluster.worker.on('message', (...args) => {
        say('worker', args.length, ...args);
        process.disconnect();
      });
      return process.send({ from: 'worker', list: [1, 2] });
    }
    const worker = cluster.fork();
    cluster.on('message', (...args) => say('cluster', args.length, ...args));
    worker.process.on('message', (...args) => say('process', args.length, ...args));
    worker.on('message', (...args) => {
      say('worker', args.length, ...args);
      worker.send({ from: 'primary' });
    });
  },
};
