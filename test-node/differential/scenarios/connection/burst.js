'use strict';

module.exports = {
  proves: 'three hundred connections at once are each answered once',
  program({ say, ask, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      let count = 0;
      net.createServer((socket) => socket.end(`${++count}`)).listen(0, '127.0.0.1');
      process.on('message', () => process.send(count));
      return;
    }
    listening(cluster, 2).then(async ({ port }) => {
      const answers = await Promise.all(Array.from({ length: 300 }, () => ask(port)));
      say(
        'answers',
        answers.length,
        answers.every((answer) => /^\d+$/.test(answer)),
      );
      let handled = 0;
      for (const worker of Object.values(cluster.workers)) {
        worker.send('count');
        handled += (await once(worker, 'message'))[0];
        worker.process.kill();
      }
      say('handled', handled);
    });
    cluster.fork();
    cluster.fork();
  },
};
