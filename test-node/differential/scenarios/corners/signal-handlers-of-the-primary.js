'use strict';

module.exports = {
  proves:
    'signal handlers of the user work in the primary while workers serve, also SIGCHLD and SIGPIPE',
  policies: ['rr'],
  program({ say, ask, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { spawn } = require('node:child_process');
    if (cluster.isWorker)
      return net.createServer((socket) => socket.end('x')).listen(0, '127.0.0.1');
    const signals = ['SIGUSR2', 'SIGHUP', 'SIGPIPE', 'SIGWINCH', 'SIGTERM', 'SIGURG', 'SIGPROF'];
    listening(cluster).then(async ({ port }) => {
      for (const signal of signals) {
        process.kill(process.pid, signal);
        say('signal', (await once(process, signal))[0]);
        say('got', await ask(port));
      }
      const child = spawn('true');
      say('child', await once(child, 'exit'));
      cluster.workers[1].process.kill();
    });
    for (const signal of signals) process.on(signal, () => {});
    cluster.fork();
  },
};
