'use strict';

module.exports = {
  proves: 'closeAllConnections() and closeIdleConnections() know the connections of a worker',
  policies: ['rr'],
  program({ say, open, listening, once }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    if (cluster.isWorker) {
      const server = http.createServer((request, response) => {
        if (request.url === '/close') server.closeAllConnections();
        else response.end('x');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const first = open(port);
      first.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await once(first.socket, 'data');
      const second = open(port);
      second.socket.write('GET /close HTTP/1.1\r\nHost: a\r\n\r\n');
      say('second', (await second.outcome).replace('<ECONNRESET>', ''));
      say('first', (await first.outcome).endsWith('x'));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
