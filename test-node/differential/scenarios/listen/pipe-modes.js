'use strict';

module.exports = {
  proves: 'readableAll and writableAll set the mode of the socket file',
  program({ say, once, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const fs = require('node:fs');
    if (cluster.isPrimary) return cluster.fork();
    const next = async () => {
      let i = 0;
      for (const modes of [
        {},
        { readableAll: true },
        { writableAll: true },
        { readableAll: true, writableAll: true },
      ]) {
        const path = `${folder}/s${i++}`;
        const server = net.createServer().listen({ path, ...modes });
        await once(server, 'listening');
        say('mode', modes, (fs.statSync(path).mode & 0o777).toString(8));
      }
      process.exit();
    };
    next();
  },
};
