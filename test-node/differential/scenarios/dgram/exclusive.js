'use strict';

module.exports = {
  proves: 'exclusive: the primary hears nothing of it',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const socket = dgram.createSocket('udp4');
      socket.bind({ port: 0, address: '127.0.0.1', exclusive: true }, () =>
        process.send(socket.address().port),
      );
      return;
    }
    cluster.on('listening', () => say('never listening'));
    Promise.all([cluster.fork(), cluster.fork()].map((worker) => once(worker, 'message'))).then(
      (ports) => {
        say('different', ports[0][0] !== ports[1][0]);
        for (const worker of Object.values(cluster.workers)) worker.process.kill();
      },
    );
  },
};
