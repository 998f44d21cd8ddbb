'use strict';

module.exports = {
  proves:
    'the events of an http server in a worker: request, connect, upgrade, checkContinue, clientError',
  policies: ['rr'],
  program({ say, open, listening }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    if (cluster.isWorker) {
      const server = http.createServer();
      server.on('request', (request, response) => response.end(say('request', request.url)));
      server.on('upgrade', (request, socket, head) =>
        socket.end(`upgraded ${head}`, say('upgrade')),
      );
      server.on('connect', (request, socket) =>
        socket.end('connected', say('connect', request.url)),
      );
      server.on('checkContinue', (request, response) => response.end(say('checkContinue')));
      server.on('clientError', (error, socket) =>
        socket.end('bad', say('clientError', error.code)),
      );
      server.on('connection', () => say('connection'));
      server.listen(0, '127.0.0.1');
      return;
    }
    const last = (text) => text.split('\r\n').at(0);
    listening(cluster).then(async ({ port }) => {
      const close = 'Host: a\r\nConnection: close\r\n';
      for (const text of [
        `GET /x HTTP/1.1\r\n${close}\r\n`,
        'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: mine\r\n\r\nhead',
        'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
        `POST / HTTP/1.1\r\n${close}Expect: 100-continue\r\nContent-Length: 0\r\n\r\n`,
        'NONSENSE\r\n\r\n',
      ]) {
        const { socket, outcome } = open(port);
        socket.write(text);
        say('got', last(await outcome));
      }
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
