'use strict';

module.exports = {
  proves: 'http over a path',
  policies: ['rr'],
  program({ say, listening, folder }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    const socketPath = `${folder}/http`;
    if (cluster.isWorker) {
      const server = http.createServer((request, response) =>
        response.end(`on a path ${request.url}`),
      );
      server.listen(socketPath);
      return;
    }
    listening(cluster).then(() => {
      http.get({ socketPath, path: '/y', agent: false }, (response) => {
        response.on('data', (data) => say('got', data)).on('end', () => cluster.disconnect());
      });
    });
    cluster.fork();
  },
};
