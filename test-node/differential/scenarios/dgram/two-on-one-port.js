'use strict';

module.exports = {
  proves: 'a second socket on the same port in one worker, without and with reuseAddr',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isPrimary) return cluster.fork();
    const go = async () => {
      for (const reuseAddr of [false, true]) {
        const first = dgram.createSocket({ type: 'udp4', reuseAddr }).bind(0, '127.0.0.1');
        await once(first, 'listening');
        const second = dgram
          .createSocket({ type: 'udp4', reuseAddr })
          .bind(first.address().port, '127.0.0.1');
        say('second', await Promise.race([once(second, 'listening'), once(second, 'error')]));
      }
      process.exit();
    };
    go();
  },
};
