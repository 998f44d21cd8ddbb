'use strict';

module.exports = {
  proves: 'ttl, broadcast, multicast and buffer calls on a shared socket',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isPrimary) return cluster.fork();
    const socket = dgram
      .createSocket({ type: 'udp4', reuseAddr: true })
      .bind(0, '127.0.0.1', () => {
        attempt('ttl', () => socket.setTTL(64));
        attempt('broadcast', () => socket.setBroadcast(true));
        attempt('multicast', () => socket.setMulticastTTL(1));
        attempt('buffer', () => socket.setRecvBufferSize(8192));
        attempt('unref', () => socket.unref() === socket);
        say('handle', typeof socket.address().port);
        process.exit();
      });
  },
};
