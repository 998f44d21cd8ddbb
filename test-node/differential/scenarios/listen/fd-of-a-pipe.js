'use strict';

module.exports = {
  proves: 'listen({ fd }) on a listening Unix socket of the primary, as from systemd',
  program({ say, to, ask, folder }) {
    const cluster = require('node:cluster');
    const fs = require('node:fs');
    const net = require('node:net');
    const { spawn } = require('node:child_process');
    const path = `${folder}/activated`;
    if (process.env.ACTIVATED !== '1') {
      const server = net.createServer().listen(path, () => {
        const env = { ...process.env, ACTIVATED: '1' };
        const stdio = ['ignore', 'inherit', 'inherit', server._handle];
        const child = spawn(process.execPath, [...process.execArgv, __filename], { stdio, env });
        child.on('exit', (...exit) => to('outside')('exit', ...exit));
        // close() removes the file of its path: it keeps another name.
        fs.renameSync(path, `${path}-still`);
        server.close();
      });
      return;
    }
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('activated'));
      server.on('error', (error) => process.exit(say('error', error) ?? 1));
      return server.listen({ fd: 3 }, () => say('address', server.address()));
    }
    const worker = cluster.fork();
    worker.on('listening', async (address) => {
      say('listening', address);
      say('answer', await ask(`${path}-still`));
      worker.process.kill();
    });
    worker.on('exit', (...args) => say('exit', ...args));
  },
};
