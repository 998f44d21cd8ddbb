'use strict';

module.exports = {
  proves: 'requests over new connections and over kept ones: what client and handler see',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const http = require('node:http');
    if (cluster.isWorker) {
      const server = http.createServer((request, response) => {
        const { method, url, httpVersion } = request;
        say(
          'request',
          method,
          url,
          httpVersion,
          request.socket.remoteAddress,
          request.socket.server === server,
        );
        request.resume().on('end', () => response.end(`${method} ${url}`));
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    const request = (options, body) =>
      new Promise((resolve) => {
        const out = http.request(options, (response) => {
          let text = '';
          response.on('data', (data) => (text += data));
          response.on('end', () => resolve([response.statusCode, text]));
        });
        out.end(body);
      });
    listening(cluster).then(async ({ port }) => {
      const base = { port, host: '127.0.0.1' };
      say('get', await request({ ...base, path: '/a', agent: false }));
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      say(
        'kept',
        await request({ ...base, path: '/b', agent }),
        await request({ ...base, path: '/c', agent }),
      );
      say(
        'post',
        await request({ ...base, path: '/d', method: 'POST', agent }, 'x'.repeat(100_000)),
      );
      agent.destroy();
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
