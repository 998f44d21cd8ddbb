'use strict';

module.exports = {
  proves:
    'a server closed by its handler: the rest of the burst is refused or goes to the other worker',
  policies: ['rr'],
  needsTime: true,
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.end(`${cluster.worker.id}`);
        if (cluster.worker.id === 1) server.close();
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(port)));
      say(
        'answered',
        answers.every((answer) => answer === '1' || answer === '2'),
        answers.length,
      );
      say('by the first', answers.filter((answer) => answer === '1').length);
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
