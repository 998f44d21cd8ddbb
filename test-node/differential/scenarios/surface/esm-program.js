'use strict';

module.exports = {
  proves: 'an ESM program with named imports forks, listens and answers',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    cluster.setupPrimary({ exec: `${__dirname}/server.mjs` });
    cluster.on('message', (worker, ...args) => say('message', worker, ...args));
    cluster.on('exit', (worker, ...args) => say('exit', worker, ...args));
    listening(cluster).then(async ({ port }) => {
      say('answer', await ask(port));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
  files: {
    'server.mjs': `
    import cluster, { isPrimary, isWorker, worker, Worker } from 'node:cluster';
    import { createServer } from 'node:net';
    process.send([isPrimary, isWorker, worker === cluster.worker, worker instanceof Worker, worker.id]);
    createServer((socket) => socket.end('from ' + worker.id)).listen(0, '127.0.0.1');
  `,
  },
};
