'use strict';

module.exports = {
  proves: 'a domain around fork() and its listeners in the primary',
  policies: ['rr'],
  program({ say }) {
    // Deprecated for long, and still in programs that use cluster.
    // eslint-disable-next-line n/no-deprecated-api
    const domain = require('node:domain');
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const around = domain.create();
    around.on('error', (error) => say('domain error', error.message));
    around.run(() => {
      const worker = cluster.fork();
      say(
        'domains',
        worker.domain === around,
        worker.process.domain === around,
        cluster.domain ?? null,
      );
      worker.on('online', () => {
        say('online', process.domain === around);
        throw new Error('in online');
      });
      worker.on('exit', () => say('exit', process.domain === around));
    });
  },
};
