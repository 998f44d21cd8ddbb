'use strict';

module.exports = {
  proves: 'a worker that tries again gets the port once it is free',
  differs: {
    id: 'in-use-is-an-error',
    when: ({ major, policy }) => major >= 22 && policy === 'none',
    builtin: ['exit 1'],
    gocluster: ['listening', 'exit 0'],
    // The built-in's worker is ended by an assertion and never listens.
    besides: ['stderr', 'worker 1', 'primary'],
  },
  program({ say, to, stranger }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const outcome = to('in-use-is-an-error');
    if (cluster.isWorker) {
      const server = net.createServer();
      server.on('error', (error) => {
        say('error', error.code);
        process.send('busy');
      });
      process.on('message', () => server.listen(Number(process.env.BUSY_PORT), '127.0.0.1'));
      server.on('listening', () => {
        say('listening', server.address());
        outcome('listening');
        setImmediate(() => cluster.worker.disconnect());
      });
      return process.emit('message');
    }
    cluster.on('listening', (worker, address) => say('listening', address));
    stranger().then((server) => {
      const worker = cluster.fork({ BUSY_PORT: server.address().port });
      worker.on('message', () => server.close(() => worker.send('free')));
      worker.on('exit', (code) => outcome('exit', code));
    });
  },
};
