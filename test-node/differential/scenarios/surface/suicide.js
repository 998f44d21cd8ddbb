'use strict';

module.exports = {
  nodeArgs: ['--no-warnings'],
  proves:
    'worker.suicide is not there in Node of today, and is the alias that the document describes in gocluster',
  policies: ['rr'],
  differs: {
    id: 'suicide-alias',
    builtin: ['fork "<undefined>" false', 'disconnected "<undefined>" true'],
    gocluster: [
      'fork "<undefined>" true',
      'warning "DeprecationWarning" "DEP0007"',
      'disconnected true true',
    ],
  },
  program({ to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const say = to('suicide-alias');
    process.on('warning', ({ name, code }) => say('warning', name, code));
    const worker = cluster.fork();
    say('fork', worker.suicide, 'suicide' in worker);
    worker.on('online', () => {
      worker.disconnect();
      say('disconnected', worker.suicide, worker.exitedAfterDisconnect);
    });
  },
};
