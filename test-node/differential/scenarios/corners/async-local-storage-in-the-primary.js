'use strict';

module.exports = {
  proves: 'what AsyncLocalStorage has in the events of cluster after a fork() inside of run()',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const { AsyncLocalStorage } = require('node:async_hooks');
    if (cluster.isWorker) return process.send('x', () => process.exit());
    const storage = new AsyncLocalStorage();
    for (const event of ['setup', 'fork', 'online', 'message', 'disconnect', 'exit']) {
      cluster.on(event, () => say(event, storage.getStore()));
    }
    storage.run('around fork', () => cluster.fork());
  },
};
