'use strict';

module.exports = {
  proves: 'listen({ fd }) takes a file descriptor of the primary, as from systemd',
  program({ say, to, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { spawn } = require('node:child_process');
    if (process.env.USE_PORT === undefined) {
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        const env = { ...process.env, USE_PORT: server.address().port };
        const stdio = ['ignore', 'inherit', 'inherit', server._handle];
        const child = spawn(process.execPath, [...process.execArgv, __filename], { stdio, env });
        child.on('exit', (...exit) => to('outside')('exit', ...exit));
        server.close();
      });
      return;
    }
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('on the fd'));
      server.listen({ fd: 3 }, () =>
        to(`worker ${cluster.worker.id}`)('address', server.address()),
      );
      server.on('error', (error) => process.exit(say('error', error)));
      return;
    }
    cluster.on('listening', (worker, address) => to(`about ${worker.id}`)('listening', address));
    listening(cluster, 2).then(async () => {
      const port = Number(process.env.USE_PORT);
      say('answers', await ask(port), await ask(port));
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    });
    cluster.fork();
    cluster.fork();
  },
};
