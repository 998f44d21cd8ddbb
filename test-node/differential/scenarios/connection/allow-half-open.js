'use strict';

module.exports = {
  proves: 'allowHalfOpen lets a handler answer after the end of the client',
  policies: ['rr'],
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const serve = (allowHalfOpen) =>
        new Promise((resolve) => {
          const server = net.createServer({ allowHalfOpen }, (socket) => {
            say('half open', socket.allowHalfOpen);
            socket.on('error', () => {});
            socket.resume();
            socket.on('end', () => setTimeout(() => socket.end('late'), 30));
          });
          server.listen(0, '127.0.0.1', () => resolve(server.address().port));
        });
      Promise.all([serve(true), serve(false)]).then((ports) => process.send(ports));
      return;
    }
    once(cluster.fork(), 'message').then(async ([ports]) => {
      for (const port of ports)
        say('got', await ask({ port, host: '127.0.0.1', allowHalfOpen: true }, 'x'));
      cluster.workers[1].process.kill();
    });
  },
};
