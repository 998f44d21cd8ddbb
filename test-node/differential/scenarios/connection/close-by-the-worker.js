'use strict';

module.exports = {
  proves: 'what a client gets when the handler ends, destroys or resets its socket',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const ways = ['end', 'destroy', 'resetAndDestroy', 'destroySoon'];
      const server = net.createServer((socket) => socket[ways.shift()]());
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      for (let i = 0; i < 4; i++) say('got', await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
