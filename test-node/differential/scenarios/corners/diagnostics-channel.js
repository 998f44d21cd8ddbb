'use strict';

module.exports = {
  proves: 'the channels of net and http that a worker publishes to for a connection',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const channels = require('node:diagnostics_channel');
    if (cluster.isWorker) {
      for (const name of [
        'net.server.socket',
        'net.client.socket',
        'http.server.request.start',
        'tracing:net.server.listen:asyncStart',
        'tracing:net.server.listen:asyncEnd',
        'tracing:net.server.listen:error',
      ]) {
        channels.subscribe(name, (message, channel) => say(channel, Object.keys(message)));
      }
      net.createServer((socket) => socket.end(say('handler') ?? 'x')).listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      await ask(port);
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
