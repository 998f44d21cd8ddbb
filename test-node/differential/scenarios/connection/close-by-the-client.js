'use strict';

module.exports = {
  proves: 'the events of the socket in a handler when the client ends, resets or is destroyed',
  policies: ['rr'],
  program({ to, open, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      let count = 0;
      const server = net.createServer((socket) => {
        const report = to(`socket ${++count}`);
        for (const event of ['end', 'finish', 'error', 'close']) {
          socket.on(event, (...args) => report(event, ...args.map((arg) => arg.code ?? arg)));
        }
        socket.on('close', () => process.send('closed'));
        socket.resume();
        socket.write('hello');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const [worker] = Object.values(cluster.workers);
      for (const way of ['end', 'destroy', 'resetAndDestroy']) {
        const { socket } = open(port);
        await once(socket, 'data');
        socket[way]();
        await once(worker, 'message');
      }
      worker.process.kill();
    });
    cluster.fork();
  },
};
