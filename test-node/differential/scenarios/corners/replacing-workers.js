'use strict';

module.exports = {
  proves:
    'every worker that answers is one of cluster.workers, also while they are replaced one by one',
  policies: ['rr'],
  needsTime: true,
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      for (let round = 0; round < 3; round++) {
        const [oldest] = Object.values(cluster.workers);
        await once(cluster.fork(), 'listening');
        oldest.disconnect();
        await once(oldest, 'exit');
        const answers = new Set();
        for (let i = 0; i < 6; i++) answers.add(await ask(port));
        say('answers', [...answers].sort(), Object.keys(cluster.workers));
      }
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
