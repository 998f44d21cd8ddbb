'use strict';

module.exports = {
  proves: 'the fd of the primary is still open after the last worker has closed its server',
  policies: ['rr'],
  differs: {
    id: 'fd-stays-open',
    builtin: ['client "<ECONNREFUSED>"'],
    gocluster: ['client "<still there>"'],
  },
  program({ to, say, once, open }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { spawn } = require('node:child_process');
    if (process.env.USE_FD === undefined) {
      // The listening socket comes from outside, as from systemd: fd 3 of the primary.
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        const env = { ...process.env, USE_FD: '3', USE_PORT: port };
        const args = [...process.execArgv, __filename];
        const stdio = ['ignore', 'inherit', 'inherit', server._handle];
        spawn(process.execPath, args, { stdio, env }).on('exit', (...exit) => say('exit', ...exit));
        server.close();
      });
      return;
    }
    if (cluster.isWorker) {
      const server = net.createServer().listen({ fd: 3 }, () => server.close(() => process.exit()));
      return;
    }
    const worker = cluster.fork();
    once(worker, 'exit').then(async () => {
      const { socket, connected, outcome } = open(Number(process.env.USE_PORT));
      if (await connected) socket.destroy();
      to('fd-stays-open')('client', (await outcome) || '<still there>');
    });
  },
};
