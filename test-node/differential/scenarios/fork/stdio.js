'use strict';

module.exports = {
  proves: 'settings.stdio with an extra pipe: its place in worker.process.stdio, and that it works',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const fs = require('node:fs');
    if (cluster.isWorker) {
      fs.writeSync(4, 'through the extra pipe');
      return process.exit();
    }
    cluster.setupPrimary({ stdio: ['ignore', 'pipe', 'inherit', 'ipc', 'pipe'] });
    const { process: child } = cluster.fork();
    say(
      'stdio',
      child.stdio.map((stream) => stream?.constructor.name ?? null),
    );
    say('names', child.stdin, child.stdout === child.stdio[1], child.stderr);
    let text = '';
    child.stdio[4].on('data', (data) => (text += data));
    child.stdio[4].on('end', () => say('extra', text));
  },
};
