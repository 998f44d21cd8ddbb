'use strict';

module.exports = {
  proves: 'two servers on the same named port in one tick: one listens, one fails',
  differs: {
    id: 'in-use-is-an-error',
    when: ({ major, policy }) => major >= 22 && policy === 'none',
    builtin: ['exit 1'],
    gocluster: ['exit 0'],
    // The second one is not heard of under the built-in: an assertion ends its worker.
    besides: ['stderr', 'second'],
  },
  program({ to, freePort }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      freePort().then((port) => {
        const worker = cluster.fork({ USE_PORT: port });
        worker.on('exit', (code) => to('in-use-is-an-error')('exit', code));
      });
      return;
    }
    const port = Number(process.env.USE_PORT);
    let left = 2;
    for (const name of ['first', 'second']) {
      const server = net.createServer().listen(port, '127.0.0.1');
      const over = (what) => {
        to(name)('outcome', what.code ?? what);
        if (--left === 0) process.exit();
      };
      server.on('listening', () => over('listening'));
      server.on('error', over);
    }
  },
};
