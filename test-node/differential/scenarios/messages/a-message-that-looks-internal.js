'use strict';

module.exports = {
  proves: 'a forged NODE_CLUSTER message of an unknown act does no harm',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      for (const act of ['unknown', undefined, 'constructor', 'toString']) {
        process.send({ cmd: 'NODE_CLUSTER', act, seq: 1000 });
      }
      process.send({ cmd: 'NODE_CLUSTER', ack: 1000 });
      process.send('still here');
      return;
    }
    const worker = cluster.fork();
    worker.on('message', (message) => {
      say('message', message, worker.isConnected());
      worker.send({ cmd: 'NODE_CLUSTER', act: 'unknown', seq: 1000 });
      worker.disconnect();
    });
    worker.on('exit', (...args) => say('exit', ...args));
  },
};
