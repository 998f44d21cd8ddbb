'use strict';

module.exports = {
  proves: 'a server in a worker_thread of a worker is its own, without the primary',
  program({ say, as, ask }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { Worker, isMainThread, parentPort } = require('node:worker_threads');
    if (!isMainThread) {
      as('thread');
      const server = net
        .createServer((socket) => socket.end('thread'))
        .listen(0, '127.0.0.1', () => {
          say('handle', server._handle.constructor.name);
          parentPort.postMessage(server.address().port);
        });
      return;
    }
    if (cluster.isPrimary) {
      cluster.on('listening', () => say('never listening'));
      return cluster.fork();
    }
    new Worker(__filename).on('message', async (port) => {
      say('answer', await ask(port));
      process.exit();
    });
  },
};
