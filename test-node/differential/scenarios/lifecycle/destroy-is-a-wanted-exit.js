'use strict';

module.exports = {
  proves: 'exitedAfterDisconnect after worker.destroy() of a listening worker',
  differs: {
    id: 'kill-wanted-exit',
    builtin: ['after destroy "<undefined>"', 'exit false'],
    gocluster: ['after destroy true', 'exit true'],
  },
  program({ to, say }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) return net.createServer().listen(0, '127.0.0.1');
    const worker = cluster.fork();
    const flag = to('kill-wanted-exit');
    worker.on('listening', () => {
      say('returns', worker.destroy('SIGKILL'));
      flag('after destroy', worker.exitedAfterDisconnect);
    });
    worker.on('exit', (...args) => {
      say('exit', ...args);
      flag('exit', worker.exitedAfterDisconnect);
    });
  },
};
