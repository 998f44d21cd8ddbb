'use strict';

module.exports = {
  proves:
    'state, isConnected, isDead and the table in every event of a worker that the primary disconnects',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    const worker = cluster.fork();
    const look = (event) =>
      say(
        event,
        worker.state,
        worker.isConnected(),
        worker.isDead(),
        worker.exitedAfterDisconnect,
        Object.keys(cluster.workers),
      );
    for (const event of ['listening', 'disconnect', 'exit']) {
      worker.on(event, () => look(`worker:${event}`));
      cluster.on(event, () => look(`cluster:${event}`));
    }
    cluster.once('listening', () => {
      say('returns itself', worker.disconnect() === worker);
      look('disconnect called');
    });
  },
};
