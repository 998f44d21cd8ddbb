'use strict';

module.exports = {
  proves: 'close() of a server with an open connection: close comes when it has gone',
  program({ say, open, listening, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.write('hello');
        let left = 2;
        const over = (what) => {
          say(what);
          if (--left === 0) process.send('closed');
        };
        socket.on('close', () => over('socket close'));
        server.close(() => over('server close'));
        say('closing', server.listening);
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(async ({ port }) => {
      const { socket } = open(port);
      await once(socket, 'data');
      setTimeout(() => socket.end(), 30);
      say('message', (await once(worker, 'message'))[0]);
      worker.process.kill();
    });
  },
};
