'use strict';

module.exports = {
  proves: 'a bound datagram socket: the listening event of the primary, the address, and a packet',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const socket = dgram.createSocket('udp4');
      socket.on('message', (data, from) => {
        say('packet', data, { ...from });
        socket.send('answer', from.port, from.address);
      });
      socket.bind(0, '127.0.0.1', () => say('address', socket.address()));
      return;
    }
    cluster.on('listening', (worker, address) => say('listening', address));
    once(cluster.fork(), 'listening').then(async ([{ port }]) => {
      const client = dgram.createSocket('udp4');
      client.send('question', port, '127.0.0.1');
      say('client', (await once(client, 'message'))[0]);
      client.close();
      cluster.workers[1].process.kill();
    });
  },
};
