'use strict';

module.exports = {
  proves: 'how each way to end a worker looks in the exit event',
  policies: ['rr'],
  program({ to }) {
    const cluster = require('node:cluster');
    const ways = {
      0: () => process.exit(),
      1: () => process.exit(3),
      2: () => process.disconnect((process.exitCode = 4)),
      3: () => process.kill(process.pid, 'SIGKILL'),
      4: () => process.kill(process.pid, 'SIGTERM'),
      5: () => process.exit(256 + 7),
      6: () => process.kill(process.pid, 'SIGUSR2'),
      7: () => process.reallyExit(5),
    };
    if (cluster.isWorker) return ways[process.env.WAY]();
    for (const way of Object.keys(ways)) {
      const worker = cluster.fork({ WAY: way });
      const say = to(`way ${way}`);
      worker.on('disconnect', (...args) => to(`way ${way} channel`)('disconnect', ...args));
      worker.on('exit', (...args) =>
        say(
          'exit',
          ...args,
          worker.process.exitCode,
          worker.process.signalCode,
          worker.exitedAfterDisconnect,
        ),
      );
    }
  },
};
