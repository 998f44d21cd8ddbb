'use strict';

module.exports = {
  proves: 'a blockList of the server drops the client',
  policies: ['rr'],
  nodes: { 22: 13 },
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const blockList = new net.BlockList();
      blockList.addAddress('127.0.0.1');
      const server = net.createServer({ blockList }, (socket) => socket.end('served'));
      server.on('drop', (data) => say('drop', data));
      server.listen(0);
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('got', await ask({ port, host: '::1' }));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
