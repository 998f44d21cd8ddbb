'use strict';

module.exports = {
  proves: 'disconnect() of a worker with an idle kept connection',
  program({ say, to, open, listening, once }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    if (cluster.isWorker) {
      const server = http.createServer((request, response) => response.end('x'));
      server.on('close', () => say('server close'));
      process.on('exit', (code) => say('exit', code));
      server.listen(0, '127.0.0.1');
      return;
    }
    const worker = cluster.fork();
    worker.on('exit', (...args) => say('exit', ...args));
    listening(cluster).then(async ({ port }) => {
      const { socket, outcome } = open(port);
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      await once(socket, 'data');
      worker.disconnect();
      const client = to('client');
      const give = setTimeout(() => socket.end(client('gave up')), 3000);
      await outcome;
      clearTimeout(give);
      client('closed');
    });
  },
};
