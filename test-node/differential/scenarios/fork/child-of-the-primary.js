'use strict';

module.exports = {
  proves: 'what a plain child of the primary inherits while workers listen',
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { execFileSync } = require('node:child_process');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    listening(cluster).then(() => {
      say('env', execFileSync('env', { encoding: 'utf8' }).split('\n').sort());
      say('files', execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' }));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
