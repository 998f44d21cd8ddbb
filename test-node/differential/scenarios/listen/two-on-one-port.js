'use strict';

module.exports = {
  proves: 'a second server on the same named port in one worker gets an error that it can handle',
  differs: {
    id: 'in-use-is-an-error',
    when: ({ major, policy }) => major >= 22 && policy === 'none',
    builtin: ['exit 1'],
    gocluster: ['error "EADDRINUSE"', 'exit 0'],
    // The assertion that ends the built-in's worker is printed.
    besides: ['stderr', 'worker 1'],
  },
  program({ say, to, freePort }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const outcome = to('in-use-is-an-error');
    if (cluster.isPrimary) {
      freePort().then((port) => {
        cluster.fork({ USE_PORT: port }).on('exit', (code) => outcome('exit', code));
      });
      return;
    }
    const port = Number(process.env.USE_PORT);
    net.createServer().listen(port, '127.0.0.1', () => {
      say('first');
      const second = net.createServer();
      second.on('error', (error) => {
        say('error', error);
        outcome('error', error.code);
        process.exit();
      });
      second.listen(port, '127.0.0.1', () => say('second') ?? process.exit());
    });
  },
};
