'use strict';

module.exports = {
  proves: 'all requests of a kept connection are handled by one worker',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    if (cluster.isWorker) {
      http
        .createServer((request, response) => response.end(`${cluster.worker.id}`))
        .listen(0, '127.0.0.1');
      return;
    }
    listening(cluster, 2).then(async ({ port }) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const answers = new Set();
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => {
          http.get({ port, host: '127.0.0.1', agent }, (response) => {
            response.on('data', (data) => answers.add(`${data}`)).on('end', resolve);
          });
        });
      }
      say('workers', answers.size);
      agent.destroy();
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    });
    cluster.fork();
    cluster.fork();
  },
};
