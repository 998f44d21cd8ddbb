'use strict';

module.exports = {
proves: 'two servers on the same named port in one tick: one listens, one fails',
program({ say, freePort }) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isPrimary) {
    freePort().then((port) => cluster.fork({ USE_PORT: port }));
    return;
  }
  const port = Number(process.env.USE_PORT);
  let left = 2;
  for (const name of ['first', 'second']) {
    const server = net.createServer().listen(port, '127.0.0.1');
    const over = (what) => {
      say(name, what);
      if (--left === 0) process.exit();
    };
    server.on('listening', () => over('listening'));
    server.on('error', over);
  }
},
};
