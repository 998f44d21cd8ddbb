'use strict';

module.exports = {
  proves: 'kill(signal): which signal the worker gets, by name and by number, and for what is none',
  policies: ['rr'],
  program({ to }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    for (const signal of [
      undefined,
      'SIGINT',
      'SIGUSR2',
      9,
      'SIGNOTHING',
      'sigterm',
      999,
      null,
      '',
    ]) {
      const worker = cluster.fork();
      const say = to(`kill ${signal}`);
      worker.on('exit', (...args) => say('exit', ...args));
      worker.on('online', () => {
        try {
          say('returns', worker.kill(signal));
        } catch (error) {
          say('throws', error);
          worker.process.kill();
        }
      });
    }
  },
};
