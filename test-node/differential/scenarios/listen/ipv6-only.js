'use strict';

module.exports = {
  proves: 'ipv6Only keeps IPv4 clients out, without it they come in as mapped addresses',
  program({ say, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const answer = (socket) => socket.end(`${socket.remoteFamily} ${socket.remoteAddress}`);
      const only = net.createServer(answer).listen({ port: 0, host: '::', ipv6Only: true }, () => {
        const both = net.createServer(answer).listen({ port: 0, host: '::' }, () => {
          process.send([only.address().port, both.address().port]);
        });
      });
      return;
    }
    cluster.on('listening', (worker, address) => say('listening', address));
    const worker = cluster.fork();
    once(worker, 'message').then(async ([[only, both]]) => {
      // Somebody else's server may have that port on IPv4.
      const onIPv4 = await ask(only);
      say('only', await ask({ port: only, host: '::1' }), onIPv4.startsWith('IP'));
      say('both', await ask({ port: both, host: '::1' }), await ask(both));
      worker.process.kill();
    });
  },
};
