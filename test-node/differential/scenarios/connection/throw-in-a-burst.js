'use strict';

module.exports = {
  proves: 'an exception in one handler of a burst does not lose the connections behind it',
  policies: ['rr'],
  program({ say, ask, block, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      let count = 0;
      process.on('uncaughtException', (error, origin) => say('uncaught', error.message, origin));
      const server = net.createServer((socket) => {
        const number = ++count;
        socket.end('x');
        say('connection', number);
        throw new Error(`in ${number}`);
      });
      server.listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(200)));
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const [worker] = Object.values(cluster.workers);
      worker.send('block');
      await once(worker, 'message');
      say('answers', await Promise.all(Array.from({ length: 5 }, () => ask(port))));
      worker.process.kill();
    });
    cluster.fork();
  },
};
