'use strict';

module.exports = {
  proves:
    'a net.Socket sent with worker.send() arrives as one, and works, beside a listening server',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, socket) => {
        say(
          'message',
          message,
          socket instanceof net.Socket,
          socket.remoteFamily,
          socket.server ?? null,
        );
        socket.end(`handed ${message}`);
      });
      net.createServer((socket) => socket.end('own')).listen(0, '127.0.0.1');
      return;
    }
    const worker = cluster.fork();
    listening(cluster).then(({ port }) => {
      const balancer = net.createServer({ pauseOnConnect: true }, (socket) => {
        say(
          'send',
          worker.send('sticky', socket, (...args) => say('callback', ...args)),
        );
      });
      balancer.listen(0, '127.0.0.1', async () => {
        say('handed', await ask(balancer.address().port, 'hello'));
        say('own', await ask(port));
        say('handed', await ask(balancer.address().port, 'hello'));
        balancer.close();
        worker.disconnect();
      });
    });
  },
};
