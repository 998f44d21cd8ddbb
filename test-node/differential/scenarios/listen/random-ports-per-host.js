'use strict';

module.exports = {
  proves: 'listen(0) on two hosts and in two orders: which of them share a port',
  program({ say, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.1'];
    if (cluster.isWorker) {
      if (cluster.worker.id === 2) hosts.reverse();
      const next = (found) => {
        if (found.length === hosts.length) return process.send(found);
        const host = hosts[found.length];
        const server = net
          .createServer()
          .listen(0, host, () => next([...found, `${host} ${server.address().port}`]));
      };
      return next([]);
    }
    Promise.all([cluster.fork(), cluster.fork()].map((worker) => once(worker, 'message'))).then(
      (messages) => {
        const [[first], [second]] = messages;
        say(
          'same place in both',
          first.map((address) => second.indexOf(address)),
        );
        cluster.disconnect();
      },
    );
  },
};
