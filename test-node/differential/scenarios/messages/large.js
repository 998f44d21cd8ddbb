'use strict';

module.exports = {
  proves: 'a message of two million characters arrives whole, both ways',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const text = 'abcdefgh'.repeat(250_000);
    if (cluster.isWorker) {
      process.on('message', (message) => {
        say('whole', message === text);
        process.send(message, () => process.disconnect());
      });
      return;
    }
    const worker = cluster.fork();
    worker.on('message', (message) => say('whole', message === text));
    say('returns', worker.send(text));
  },
};
