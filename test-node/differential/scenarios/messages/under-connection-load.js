'use strict';

module.exports = {
  proves: 'messages keep their order while many connections come in',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const COUNT = 200;
    if (cluster.isWorker) {
      let next = 0;
      process.on('message', (message) => {
        if (message !== next++) say('out of order', message);
        process.send(message);
      });
      net.createServer((socket) => socket.end('x')).listen(0, '127.0.0.1');
      return;
    }
    const worker = cluster.fork();
    let next = 0;
    const echoed = new Promise((resolve) => {
      worker.on('message', (message) => {
        if (message !== next++) say('out of order', message);
        if (next === COUNT) resolve();
      });
    });
    listening(cluster).then(async ({ port }) => {
      const answers = [];
      for (let i = 0; i < COUNT; i++) {
        worker.send(i);
        if (i % 4 === 0) answers.push(ask(port));
        if (i % 50 === 0) await answers.at(-1);
      }
      await echoed;
      say(
        'all',
        (await Promise.all(answers)).every((answer) => answer === 'x'),
        next,
      );
      worker.process.kill();
    });
  },
};
