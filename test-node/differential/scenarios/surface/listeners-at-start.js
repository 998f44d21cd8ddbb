'use strict';

module.exports = {
  proves: 'who listens on cluster, on process and on a Worker before and after the first fork',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const look = (name, emitter) => {
      const names = emitter.eventNames().map(String).sort();
      say(
        name,
        names.map((event) => [event, emitter.listenerCount(event)]),
      );
    };
    look('cluster', cluster);
    look('process', process);
    if (cluster.isWorker) {
      look('worker', cluster.worker);
      return process.exit();
    }
    const worker = cluster.fork();
    look('cluster after fork', cluster);
    look('process after fork', process);
    look('worker', worker);
    look('worker.process', worker.process);
  },
};
