'use strict';

module.exports = {
  proves: 'a handle sent to a worker that has gone: error, and the socket',
  policies: ['rr'],
  program({ say, stranger }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const worker = cluster.fork();
    worker.on('error', (error) => say('error', error));
    worker.on('exit', async () => {
      const server = await stranger();
      say(
        'send',
        worker.send('late', server, (error) => {
          say('callback', error);
          server.close();
        }),
      );
    });
  },
};
