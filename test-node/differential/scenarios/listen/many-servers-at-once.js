'use strict';

module.exports = {
  proves: 'forty servers open in each of two workers, each with its own port, all answer',
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const COUNT = 40;
    if (cluster.isWorker) {
      const open = async () => {
        const ports = [];
        for (let i = 0; i < COUNT; i++) {
          const server = net
            .createServer((socket) => socket.end(`server ${i}`))
            .listen(0, '127.0.0.1');
          await once(server, 'listening');
          ports.push(server.address().port);
        }
        process.send(ports);
      };
      return open();
    }
    Promise.all([cluster.fork(), cluster.fork()].map((worker) => once(worker, 'message'))).then(
      async (messages) => {
        const [[first], [second]] = messages;
        say(
          'same ports',
          first.every((port, i) => port === second[i]),
          new Set(first).size,
        );
        const answers = await Promise.all(first.map((port) => ask(port)));
        say(
          'answers',
          answers.every((answer, i) => answer === `server ${i}`),
        );
        for (const worker of Object.values(cluster.workers)) worker.process.kill();
      },
    );
  },
};
