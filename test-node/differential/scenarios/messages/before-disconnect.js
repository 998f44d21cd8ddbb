'use strict';

module.exports = {
  proves: 'messages queued before disconnect() on either side still arrive',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      process.on('message', (message) => {
        say('message', message);
        if (typeof message === 'number') process.send(`echo ${message}`);
      });
      return;
    }
    const worker = cluster.fork();
    worker.on('message', (message) => say('message', message));
    worker.on('online', () => {
      for (let i = 0; i < 3; i++) worker.send(i);
      worker.disconnect();
      say('send', worker.send('after disconnect'));
    });
    worker.on('error', (error) => say('error', error));
  },
};
