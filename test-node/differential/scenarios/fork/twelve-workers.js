'use strict';

module.exports = {
  proves: 'twelve workers come, serve nothing, and go',
  policies: ['rr'],
  program({ say, watchCluster }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.send('here', () => process.exit(cluster.worker.id));
    watchCluster(cluster, ['fork', 'online', 'exit']);
    let messages = 0;
    cluster.on('message', () => messages++);
    for (let i = 0; i < 12; i++) cluster.fork();
    say('workers', Object.keys(cluster.workers));
    process.on('exit', () => say('left', Object.keys(cluster.workers), messages));
  },
};
