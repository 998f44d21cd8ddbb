'use strict';

module.exports = {
  proves:
    'process.getActiveResourcesInfo() of a worker shows what holds it for its servers, and no more once they are unref()ed',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      listening(cluster).then(() => cluster.workers[1].send('unref'));
      return cluster.fork();
    }
    const resources = (when) => say(when, process.getActiveResourcesInfo().sort());
    const server = net.createServer().listen(0, '127.0.0.1', () => resources('listening'));
    process.once('message', () => {
      resources('before');
      server.unref();
      resources('unref()ed');
      server.ref();
      resources('ref()ed');
      server.close(() => {
        resources('closed');
        process.exit();
      });
    });
  },
};
