'use strict';

module.exports = {
  proves: 'what a worker sees of itself while it disconnects',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) return cluster.fork();
    const { worker } = cluster;
    const look = (event) =>
      say(event, worker.state, worker.isConnected(), worker.isDead(), worker.exitedAfterDisconnect);
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      look('listening');
      say('returns itself', worker.disconnect() === worker);
      look('disconnect called');
      say('listening still', server.listening);
    });
    server.on('close', () => look('server close'));
    worker.on('disconnect', () => look('worker:disconnect'));
    process.on('disconnect', () => look('process:disconnect'));
    process.on('exit', (code) => say('exit', code));
  },
};
