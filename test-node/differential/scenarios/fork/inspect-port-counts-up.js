'use strict';

module.exports = {
  proves: 'without inspectPort each worker gets the next port after that of the primary',
  policies: ['rr'],
  nodeArgs: ['--inspect-port=9600'],
  program({ to, say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      to(`worker ${cluster.worker.id}`)(
        'flags',
        process.execArgv.map((flag) => flag.replace('=', ' ')),
      );
      return process.exit();
    }
    say('primary', process.debugPort);
    for (let i = 0; i < 3; i++) cluster.fork();
  },
};
