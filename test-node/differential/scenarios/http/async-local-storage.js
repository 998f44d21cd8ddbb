'use strict';

module.exports = {
  proves:
    'what AsyncLocalStorage has in request handlers of a worker, over two requests of one connection',
  policies: ['rr'],
  program({ say, open, listening, once }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    const { AsyncLocalStorage } = require('node:async_hooks');
    if (cluster.isWorker) {
      const storage = new AsyncLocalStorage();
      let count = 0;
      storage.run('around listen', () => {
        const server = http.createServer((request, response) => {
          say('handler', storage.getStore());
          storage.run(`request ${++count}`, () => {
            setTimeout(() => response.end(say('timer', storage.getStore()) ?? 'x'), 5);
          });
        });
        server.listen(0, '127.0.0.1');
      });
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const { socket } = open(port);
      for (let i = 0; i < 2; i++) {
        socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
        await once(socket, 'data');
      }
      socket.destroy();
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
