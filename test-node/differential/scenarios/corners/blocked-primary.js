'use strict';

module.exports = {
  proves: 'a primary that is blocked: what has been sent arrives afterwards, in order',
  policies: ['rr'],
  program({ say, watch, block }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      for (let i = 0; i < 5; i++) process.send(i);
      return process.send('last', () => process.disconnect());
    }
    watch(cluster, 'cluster', ['online', 'message', 'disconnect', 'exit']);
    cluster.fork();
    block(300);
    say('free');
  },
};
