'use strict';

module.exports = {
  proves: 'SIGKILL ends a stopped worker, with the usual events',
  program({ watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    watch(cluster, 'cluster', ['listening', 'disconnect', 'exit']);
    cluster.fork().on('listening', function () {
      this.process.kill('SIGSTOP');
      this.process.kill('SIGKILL');
    });
  },
};
