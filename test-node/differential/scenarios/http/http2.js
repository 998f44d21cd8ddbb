'use strict';

module.exports = {
  proves: 'an http2 server over cleartext: streams and the session in a worker',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const http2 = require('node:http2');
    if (cluster.isWorker) {
      const server = http2.createServer();
      server.on('stream', (stream, headers) => {
        stream.respond({ ':status': 200 });
        stream.end(`stream ${headers[':path']}`);
      });
      server.on('session', (session) => say('session', session.type, session.encrypted));
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(({ port }) => {
      const client = http2.connect(`http://127.0.0.1:${port}`);
      const get = (path) =>
        new Promise((resolve) => {
          let text = '';
          const stream = client.request({ ':path': path });
          stream.on('data', (data) => (text += data)).on('end', () => resolve(text));
        });
      Promise.all([get('/1'), get('/2')]).then((texts) => {
        say('got', texts);
        client.close(() => cluster.workers[1].process.kill());
      });
    });
    cluster.fork();
  },
};
