'use strict';

module.exports = {
  proves: 'exceptions in listeners of cluster events are uncaught exceptions, and the rest goes on',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit(2);
    process.on('uncaughtException', (error, origin) => say('uncaught', error.message, origin));
    for (const event of ['setup', 'fork', 'online', 'disconnect', 'exit']) {
      cluster.on(event, () => {
        say(event);
        throw new Error(`in ${event}`);
      });
    }
    cluster.fork();
  },
};
