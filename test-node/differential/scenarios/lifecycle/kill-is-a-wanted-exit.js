'use strict';

module.exports = {
  proves:
    'exitedAfterDisconnect after worker.kill(): Node leaves it false, the document wants it true',
  policies: ['rr'],
  differs: {
    id: 'kill-wanted-exit',
    builtin: ['after kill "<undefined>"', 'disconnect false', 'exit false'],
    gocluster: ['after kill true', 'disconnect true', 'exit true'],
  },
  program({ to, say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const worker = cluster.fork();
    const flag = to('kill-wanted-exit');
    worker.on('online', () => {
      say('returns', worker.kill());
      flag('after kill', worker.exitedAfterDisconnect);
    });
    worker.on('disconnect', () => flag('disconnect', worker.exitedAfterDisconnect));
    worker.on('exit', (...args) => {
      say('exit', ...args);
      flag('exit', worker.exitedAfterDisconnect);
    });
  },
};
