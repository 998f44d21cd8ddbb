'use strict';

module.exports = {
  proves: 'a blocked worker ends with 0 as soon as it is free, when its primary has gone meanwhile',
  program({ say, block }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('exit', (code) => say('exit', code));
      net.createServer().listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(300)));
      return;
    }
    const worker = cluster.fork();
    worker.on('listening', () => worker.send('block'));
    worker.on('message', () => process.exit(say('gone') ?? 3));
  },
};
