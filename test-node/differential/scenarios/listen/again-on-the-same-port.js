'use strict';

module.exports = {
  proves:
    'a worker that closes and listens again on its named port, while others serve on it, gets it',
  policies: ['rr'],
  differs: {
    id: 'relisten-no-drift',
    when: ({ major }) => major < 22,
    builtin: ['again "<EADDRINUSE>"'],
    gocluster: ['again "listening"'],
  },
  program({ to, freePort, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const port = Number(process.env.USE_PORT);
      const first = net.createServer().listen(port, '127.0.0.1', () => process.send('listening'));
      process.on('message', () => {
        // The second listen of this process on this port, before the first is closed, is what drifts.
        const second = net.createServer();
        second.on('error', () => {
          first.close(() => {
            const third = net.createServer();
            const say = to('relisten-no-drift');
            third.on('error', (error) => process.send(say('again', `<${error.code}>`) ?? 'done'));
            third.listen(port, '127.0.0.1', () =>
              process.send(say('again', 'listening') ?? 'done'),
            );
          });
        });
        second.listen(port, '127.0.0.1');
      });
      return;
    }
    freePort().then(async (port) => {
      const workers = [cluster.fork({ USE_PORT: port }), cluster.fork({ USE_PORT: port })];
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      workers[0].send('again');
      await once(workers[0], 'message');
      for (const worker of workers) worker.process.kill();
    });
  },
};
