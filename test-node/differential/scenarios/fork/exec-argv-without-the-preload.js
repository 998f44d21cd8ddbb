'use strict';

module.exports = {
  proves: 'a worker whose execArgv is emptied is still a worker of this cluster and serves',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      say('execArgv', process.execArgv, process.env.NODE_OPTIONS);
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      return;
    }
    cluster.setupPrimary({ execArgv: [] });
    listening(cluster).then(async ({ port }) => {
      say('answer', await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
