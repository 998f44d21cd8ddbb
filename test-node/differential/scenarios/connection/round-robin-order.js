'use strict';

module.exports = {
  proves: 'idle workers take turns, in the order in which they came to listen',
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
      for (let i = 0; i < 3; i++) [{ port }] = await once(cluster.fork(), 'listening');
      const answers = [];
      for (let i = 0; i < 9; i++) answers.push(await ask(port));
      say('answers', answers);
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
