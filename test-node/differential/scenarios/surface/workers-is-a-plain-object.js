'use strict';

module.exports = {
  proves: 'workers is keyed by id, enumerable, the same object all the time',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const { workers } = cluster;
    const first = cluster.fork();
    const second = cluster.fork();
    say('keys', Object.keys(workers), workers === cluster.workers);
    say('entries', workers[1] === first, workers['2'] === second, Object.hasOwn(workers, 1));
    for (const id in cluster.workers)
      say('in', id, Object.getOwnPropertyDescriptor(workers, id).enumerable);
    for (const worker of [first, second]) worker.process.kill();
    process.on('exit', () => say('left', Object.keys(workers), workers === cluster.workers));
  },
};
