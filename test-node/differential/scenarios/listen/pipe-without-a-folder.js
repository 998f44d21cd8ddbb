'use strict';

module.exports = {
  proves: "workers can listen on a path although the primary's folder is gone",
  differs: {
    id: 'folder-is-gone',
    builtin: ['error "ENOENT" "uv_cwd"'],
    gocluster: ['listening'],
  },
  program({ to, say, once }) {
    const cluster = require('node:cluster');
    const fs = require('node:fs');
    const net = require('node:net');
    const path = require('node:path');
    if (cluster.isWorker) {
      const server = net.createServer();
      server.on('error', ({ code }) => say('error', code));
      return server.listen(process.env.SOCKET, () => process.send('listening'));
    }
    const folder = fs.mkdtempSync(path.join(__dirname, 'gone-'));
    process.chdir(folder);
    fs.rmdirSync(folder);
    cluster.setupPrimary({ cwd: __dirname });
    const worker = cluster.fork({ SOCKET: path.join(__dirname, 's') });
    const outcome = to('folder-is-gone');
    const end = () => {
      worker.process.kill('SIGKILL');
      once(worker, 'exit').then(() => say('exit'));
    };
    worker.on('message', (message) => {
      outcome(message);
      end();
    });
    process.on('uncaughtException', ({ code, syscall }) => {
      outcome('error', code, syscall);
      end();
    });
  },
};
