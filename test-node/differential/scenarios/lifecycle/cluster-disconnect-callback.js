'use strict';

module.exports = {
  proves:
    'cluster.disconnect(callback) calls back when all workers are disconnected, not after the first',
  policies: ['rr'],
  differs: {
    id: 'disconnect-all',
    builtin: ['callback with connected 1'],
    gocluster: ['callback with connected 0'],
  },
  program({ to, say, once, block }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('message', () => process.send('blocking', () => block(1500)));
      return process.send('ready');
    }
    const quick = cluster.fork();
    const slow = cluster.fork();
    Promise.all([once(quick, 'message'), once(slow, 'message')]).then(async () => {
      slow.send('block');
      await once(slow, 'message');
      cluster.disconnect(() => {
        const connected = [quick, slow].filter((worker) => worker.isConnected());
        to('disconnect-all')('callback with connected', connected.length);
      });
      say('table', Object.keys(cluster.workers));
    });
  },
};
