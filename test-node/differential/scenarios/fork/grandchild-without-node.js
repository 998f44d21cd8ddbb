'use strict';

module.exports = {
  proves: 'what a plain child of a worker inherits: its environment and its open files',
  program({ say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { execFileSync } = require('node:child_process');
    if (cluster.isPrimary) return cluster.fork();
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      say('env', execFileSync('env', { encoding: 'utf8' }).split('\n').sort());
      say('files', execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' }));
      server.close(() => process.disconnect());
    });
  },
};
