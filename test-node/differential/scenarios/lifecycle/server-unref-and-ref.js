'use strict';

module.exports = {
  proves: 'unref() and ref() again on a listening server: the worker stays until the next unref()',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        process.channel.unref();
        server.unref();
        server.ref();
        setTimeout(() => say('alive'), 50).unref();
        setTimeout(() => {
          say('unref again');
          server.unref();
        }, 100).unref();
      });
      process.on('exit', (code) => say('exit', code));
      return;
    }
    cluster.fork().on('exit', (...args) => say('exit', ...args));
  },
};
