'use strict';

module.exports = {
  proves:
    'the errors of paths that cannot be bound: in use, no folder, too long, a file in the way',
  program({ say, folder }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const fs = require('node:fs');
    if (cluster.isPrimary) return cluster.fork();
    fs.writeFileSync(`${folder}/file`, '');
    const paths = ['taken', 'taken', 'missing/socket', 'file'].map((name) => `${folder}/${name}`);
    const next = () => {
      const path = paths.shift();
      if (path === undefined) return process.exit();
      const server = net.createServer();
      server.on('error', (error) => next(say('error', error)));
      server.listen(path, () => next(say('listening', path)));
    };
    next();
  },
};
