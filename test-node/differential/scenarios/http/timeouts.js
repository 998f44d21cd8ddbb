'use strict';

module.exports = {
  proves: 'headersTimeout and requestTimeout end a slow request in a worker',
  policies: ['rr'],
  program({ say, open, listening }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    if (cluster.isWorker) {
      const options = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
      const server = http.createServer(options, (request, response) => response.end('x'));
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      const { socket, outcome } = open(port);
      socket.write('GET / HTTP/1.1\r\nHost:');
      say('got', (await outcome).split('\r\n')[0]);
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
