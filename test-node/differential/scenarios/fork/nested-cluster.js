'use strict';

module.exports = {
  proves: 'a child of a worker has a cluster of its own, with ids from 1, that serves',
  program({ say, as, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { fork } = require('node:child_process');
    const inner = process.env.INNER === '1';
    if (cluster.isPrimary && !inner) return cluster.fork();
    if (!inner) {
      fork(__filename, { env: { ...process.env, INNER: '1' } }).on('exit', (...args) => {
        say('inner exit', ...args);
        process.exit();
      });
      return;
    }
    if (cluster.isWorker) {
      as('inner worker');
      say('id', cluster.worker.id);
      net.createServer((socket) => socket.end('inner')).listen(0, '127.0.0.1');
      return;
    }
    as('inner primary');
    say('roles', cluster.isPrimary, process.connected);
    listening(cluster).then(async ({ port }) => {
      say('answer', await ask(port));
      cluster.disconnect(() => process.disconnect());
    });
    cluster.fork();
  },
};
