'use strict';

module.exports = {
  proves: 'SIGINT to all processes at once, as from a terminal: who reports what',
  policies: ['rr'],
  program({ say, to, once }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('SIGINT', () => process.exit(say('SIGINT') ?? 2));
      return process.send('ready');
    }
    process.on('SIGINT', () => say('SIGINT'));
    cluster.on('exit', (worker, ...args) =>
      to(`about ${worker.id}`)('exit', ...args, worker.exitedAfterDisconnect),
    );
    Promise.all([cluster.fork(), cluster.fork()].map((worker) => once(worker, 'message'))).then(
      () => {
        process.kill(0, 'SIGINT');
      },
    );
  },
};
