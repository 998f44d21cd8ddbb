'use strict';

module.exports = {
  proves: 'kill() twice and once more after the exit',
  policies: ['rr'],
  program({ attempt, say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const worker = cluster.fork();
    worker.on('error', (error) => say('error', error));
    worker.on('online', () => {
      attempt('first', () => worker.kill());
      attempt('second', () => worker.kill('SIGKILL'));
    });
    worker.on('exit', (code) => {
      say('exit', code, worker.isDead());
      attempt('dead', () => worker.kill());
      attempt('dead destroy', () => worker.destroy('SIGINT'));
    });
  },
};
