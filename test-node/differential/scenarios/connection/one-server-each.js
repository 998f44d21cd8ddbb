'use strict';

module.exports = {
  proves: 'connections only go to workers that listen on that port',
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const host = `127.0.0.${cluster.worker.id}`;
      net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, host);
      return;
    }
    const go = async () => {
      const targets = [];
      for (let i = 1; i <= 2; i++) {
        const [{ port, address: host }] = await once(cluster.fork(), 'listening');
        targets.push({ port, host });
      }
      for (const target of targets) say('answers', await ask(target), await ask(target));
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
