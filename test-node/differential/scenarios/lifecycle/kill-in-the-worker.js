'use strict';

module.exports = {
  proves:
    'worker.kill() inside of the worker: exit code 0 after a disconnect, and what the primary sees',
  program({ say, watch }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        say('returns', cluster.worker.kill('SIGKILL'), cluster.worker.state);
        say('flag', cluster.worker.exitedAfterDisconnect, cluster.worker.isConnected());
      });
      server.on('close', () => say('server close'));
      process.on('disconnect', () => say('disconnect'));
      process.on('exit', (code) => say('exit', code));
      return;
    }
    const worker = cluster.fork();
    watch(cluster, 'cluster', ['disconnect', 'exit'], (event, ...args) =>
      say(event, ...args, worker.exitedAfterDisconnect),
    );
  },
};
