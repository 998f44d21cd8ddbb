'use strict';

module.exports = {
  proves: "a listen() of a worker calls the program's process.send",
  differs: {
    id: 'send-is-ours',
    builtin: ['calls true'],
    gocluster: ['calls false'],
  },
  program({ say, to, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      once(worker, 'message').then(([called]) => {
        say('listening');
        to('send-is-ours')('calls', called);
        worker.disconnect();
      });
      return;
    }
    const { send } = process;
    let called = false;
    process.send = (...args) => {
      called = true;
      return send.apply(process, args);
    };
    net.createServer().listen(0, '127.0.0.1', () => send.call(process, called));
  },
};
