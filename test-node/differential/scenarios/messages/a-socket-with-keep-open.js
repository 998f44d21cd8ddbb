'use strict';

module.exports = {
  proves: 'a socket sent with keepOpen stays usable in the primary',
  policies: ['rr'],
  program({ ask, to }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('message', (message, socket) => {
        socket.write('worker ', () => process.send('written'));
        socket.unref();
      });
      return;
    }
    const worker = cluster.fork();
    const server = net.createServer({ pauseOnConnect: true }, (socket) => {
      worker.send('keep', socket, { keepOpen: true });
      worker.once('message', () => {
        socket.end('primary');
        worker.process.kill();
        server.close();
      });
    });
    server.listen(0, '127.0.0.1', async () =>
      to('client')('got', await ask(server.address().port)),
    );
  },
};
