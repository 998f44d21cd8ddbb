'use strict';

module.exports = {
  proves:
    'online comes before the first message of a worker, and messages sent before online arrive',
  policies: ['rr'],
  program({ say, watch }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.send('first statement');
      process.on('message', (message) => {
        say('message', message);
        if (message === 'last') process.disconnect();
      });
      return;
    }
    watch(cluster, 'cluster', ['online', 'message']);
    const worker = cluster.fork();
    say('send', worker.send('before online'));
    worker.on('online', () => worker.send('last'));
  },
};
