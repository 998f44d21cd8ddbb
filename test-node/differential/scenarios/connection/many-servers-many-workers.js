'use strict';

module.exports = {
  proves: 'four workers with five servers each: every server of every worker is reached in turn',
  policies: ['rr'],
  needsTime: true,
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const go = async () => {
        const ports = [];
        for (let i = 0; i < 5; i++) {
          const server = net.createServer((socket) => socket.end(`${cluster.worker.id}/${i}`));
          server.listen(0, '127.0.0.1');
          await once(server, 'listening');
          ports.push(server.address().port);
        }
        process.send(ports);
      };
      return go();
    }
    const go = async () => {
      let ports;
      for (let i = 0; i < 4; i++) [ports] = await once(cluster.fork(), 'message');
      for (const port of ports) {
        const answers = [];
        for (let i = 0; i < 4; i++) answers.push(await ask(port));
        say('answers', answers.sort());
      }
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
