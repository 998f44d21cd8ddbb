'use strict';

module.exports = {
  proves: 'silent gives pipes, without it there are none',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      if (process.argv[2] === 'quiet') {
        process.stdout.write('to stdout');
        process.stderr.write('to stderr');
      }
      return (process.exitCode = process.disconnect());
    }
    const look = ({ process: child }) => {
      say(
        'pipes',
        child.stdin === null,
        child.stdout === null,
        child.stderr === null,
        child.stdio.length,
      );
      return child;
    };
    look(cluster.fork());
    cluster.setupPrimary({ silent: true, args: ['quiet'] });
    const child = look(cluster.fork());
    for (const name of ['stdout', 'stderr']) {
      let text = '';
      child[name].on('data', (data) => (text += data));
      child[name].on('end', () => say(`end of ${name === 'stdout' ? 'output' : 'errors'}`, text));
    }
  },
  unordered: ['primary'],
};
