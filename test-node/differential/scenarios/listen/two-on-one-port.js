'use strict';

module.exports = {
proves: 'a second server on the same named port in one worker',
program({ say, freePort }) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isPrimary) {
    freePort().then((port) => cluster.fork({ USE_PORT: port }));
    return;
  }
  const port = Number(process.env.USE_PORT);
  net.createServer().listen(port, '127.0.0.1', () => {
    say('first');
    const second = net.createServer();
    second.on('error', (error) => {
      say('error', error);
      process.exit();
    });
    second.listen(port, '127.0.0.1', () => say('second') ?? process.exit());
  });
},
};
