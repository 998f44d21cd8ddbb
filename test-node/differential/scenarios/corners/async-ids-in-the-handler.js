'use strict';

module.exports = {
  proves: 'a handler runs in an async context of its own, with before and after hooks around it',
  policies: ['rr'],
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { createHook, executionAsyncId } = require('node:async_hooks');
    if (cluster.isWorker) {
      const stack = [];
      createHook({
        before: (id) => stack.push(id),
        after: () => stack.pop(),
      }).enable();
      const server = net.createServer((socket) => {
        say(
          'inside',
          executionAsyncId() > 0,
          stack.at(-1) === executionAsyncId(),
          stack.length > 0,
        );
        socket.end('x');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    listening(cluster).then(async ({ port }) => {
      for (let i = 0; i < 3; i++) await ask(port);
      cluster.workers[1].process.kill();
    });
    cluster.fork();
  },
};
