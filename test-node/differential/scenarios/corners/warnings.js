'use strict';

module.exports = {
  proves: 'a cluster that serves for a while gives no warnings, of listeners or otherwise',
  program({ say, ask }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    process.on('warning', (warning) => say('warning', warning.name, warning.code, warning.message));
    if (cluster.isWorker) {
      for (let i = 0; i < 15; i++)
        net.createServer((socket) => socket.end('x')).listen(0, '127.0.0.1');
      return;
    }
    let count = 0;
    for (let i = 0; i < 3; i++) cluster.fork();
    cluster.on('listening', async (worker, { port }) => {
      const answer = await ask(port);
      if (++count < 45) return;
      say('answers', count, answer);
      for (const each of Object.values(cluster.workers)) each.process.kill();
    });
  },
};
