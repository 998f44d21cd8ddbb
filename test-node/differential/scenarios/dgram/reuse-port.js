'use strict';

module.exports = {
  proves: 'reusePort: each worker binds by itself, and the primary hears nothing',
  policies: ['rr'],
  nodes: { 22: 12 },
  program({ say, once, freePort }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const socket = dgram.createSocket({ type: 'udp4', reusePort: true });
      socket.bind(Number(process.env.USE_PORT), '127.0.0.1', () => process.send('bound'));
      return;
    }
    cluster.on('listening', () => say('never listening'));
    freePort().then(async (port) => {
      const workers = [cluster.fork({ USE_PORT: port }), cluster.fork({ USE_PORT: port })];
      say('bound', await Promise.all(workers.map((worker) => once(worker, 'message'))));
      for (const worker of workers) worker.process.kill();
    });
  },
};
