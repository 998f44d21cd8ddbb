'use strict';

module.exports = {
  proves: 'the events in the primary when the worker disconnects itself, and its flag in each',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net
        .createServer()
        .listen(0, '127.0.0.1', () => setImmediate(() => cluster.worker.disconnect()));
      return;
    }
    const worker = cluster.fork();
    for (const event of ['listening', 'disconnect', 'exit']) {
      worker.on(event, () =>
        say(`worker:${event}`, worker.exitedAfterDisconnect, Object.keys(cluster.workers)),
      );
      cluster.on(event, () => say(`cluster:${event}`, worker.exitedAfterDisconnect, worker.state));
    }
  },
};
