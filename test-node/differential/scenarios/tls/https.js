'use strict';

module.exports = {
  proves: 'https in a worker: the request, and what is secure about its socket',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const https = require('node:https');
    const options = {
      ciphers: 'aNULL:@SECLEVEL=0',
      maxVersion: 'TLSv1.2',
      rejectUnauthorized: false,
    };
    if (cluster.isWorker) {
      const server = https.createServer(options, (request, response) => {
        say('request', request.url, request.socket.encrypted, request.socket.getProtocol());
        response.end('secret');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(({ port }) => {
      https.get({ port, host: '127.0.0.1', path: '/z', agent: false, ...options }, (response) => {
        response
          .on('data', (data) => say('got', data))
          .on('end', () => cluster.workers[1].process.kill());
      });
    });
    cluster.fork();
  },
};
