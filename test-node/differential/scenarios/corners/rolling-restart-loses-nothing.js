'use strict';

module.exports = {
  proves: 'clients that connect one after the other while workers are replaced are all served',
  policies: ['rr'],
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      let over = false;
      const clients = (async () => {
        const answers = new Set();
        while (!over) answers.add(await ask(port));
        return answers;
      })();
      for (let round = 0; round < 4; round++) {
        const [oldest] = Object.values(cluster.workers);
        await once(cluster.fork(), 'listening');
        oldest.disconnect();
        await once(oldest, 'exit');
      }
      over = true;
      say('answers', [...(await clients)]);
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
