'use strict';

module.exports = {
  proves: 'a server on a path: the event, the address, the answer, and the file after the end',
  program({ say, ask, listening, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const fs = require('node:fs');
    const path = `${folder}/socket`;
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        say(
          'connection',
          socket.remoteAddress,
          socket.localAddress,
          socket._handle.constructor.name,
          socket.address(),
        );
        socket.end('on the pipe');
      });
      server.listen(path, () =>
        say('address', server.address(), Object.keys(server._handle).length > 0),
      );
      return;
    }
    cluster.on('listening', (worker, address) => say('listening', address));
    listening(cluster).then(async () => {
      say('mode', (fs.statSync(path).mode & 0o777).toString(8), fs.statSync(path).isSocket());
      say('answers', await ask(path), await ask(path));
      cluster.disconnect();
    });
    cluster.on('exit', () => say('left', fs.existsSync(path)));
    cluster.fork();
  },
};
