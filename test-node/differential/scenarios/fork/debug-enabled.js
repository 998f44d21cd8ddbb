'use strict';

module.exports = {
  proves:
    'NODE_DEBUG_ENABLED makes the primary debug its workers: at once if online, else when they are',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const named = (pid) =>
      Object.values(cluster.workers).find((worker) => worker.process.pid === pid)?.id;
    process._debugProcess = (pid) => say('debug', named(pid));
    const go = async () => {
      await once(cluster.fork(), 'online');
      const second = cluster.fork();
      process.emit('internalMessage', { cmd: 'NODE_DEBUG_ENABLED' });
      process.emit('internalMessage', { cmd: 'NODE_SOMETHING' });
      say('emitted');
      await once(second, 'online');
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
