'use strict';

module.exports = {
  proves: 'the turns follow the order of listening, not of the ids',
  policies: ['rr'],
  needsTime: true,
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', () => {
        net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
      });
      return;
    }
    const go = async () => {
      const workers = [cluster.fork(), cluster.fork(), cluster.fork()];
      let port;
      for (const worker of workers.reverse()) {
        worker.send('listen');
        [{ port }] = await once(worker, 'listening');
      }
      const answers = [];
      for (let i = 0; i < 9; i++) answers.push(await ask(port));
      say('answers', answers);
      for (const worker of workers) worker.process.kill();
    };
    go();
  },
};
