'use strict';

module.exports = {
  proves: 'worker.process.stdio, spawnargs, spawnfile and channel look as Node makes them',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return process.exit();
    const { process: child } = cluster.fork();
    say('stdio', child.stdio, child.spawnfile);
    say('spawnargs', child.spawnargs);
    say('keys', Object.keys(child).sort());
    say(
      'kinds',
      typeof child.pid,
      typeof child.channel,
      child.connected,
      child.killed,
      child.exitCode,
    );
  },
};
