'use strict';

module.exports = {
  proves: 'pauseOnConnect: nothing is read before resume(), and then all of it',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
        say(
          'paused',
          socket.isPaused(),
          socket.readableFlowing,
          socket._handle.reading,
          server.pauseOnConnect,
        );
        let text = '';
        socket.on('data', (data) => (text += data));
        socket.on('end', () => socket.end(`got ${text}`));
        setTimeout(() => {
          say('before resume', text, socket.bytesRead);
          socket.resume();
        }, 50);
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      say('answer', await ask({ port, host: '127.0.0.1', allowHalfOpen: true }, 'words'));
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
