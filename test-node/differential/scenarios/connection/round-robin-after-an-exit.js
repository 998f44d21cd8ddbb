'use strict';

module.exports = {
  proves: 'the turns go on when a worker has gone, and take in a new one',
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
      const series = async () => {
        const answers = [];
        for (let i = 0; i < 6; i++) answers.push(await ask(port));
        return answers.sort();
      };
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      say('two', await series());
      cluster.workers[1].process.kill('SIGKILL');
      await once(cluster, 'exit');
      say('one', await series());
      await once(cluster.fork(), 'listening');
      say('two again', await series());
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
