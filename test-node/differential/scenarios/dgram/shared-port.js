'use strict';

module.exports = {
  proves: 'two workers share a port, and packets to it are all received by one or the other',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
      socket.on('message', (data) => process.send(`${data}`));
      return;
    }
    const go = async () => {
      const ports = [];
      for (let i = 0; i < 2; i++) ports.push((await once(cluster.fork(), 'listening'))[0].port);
      say('same', ports[0] === ports[1]);
      const client = dgram.createSocket('udp4');
      for (let i = 0; i < 10; i++) client.send(`packet ${i}`, ports[0], '127.0.0.1');
      const got = [];
      cluster.on('message', (worker, text) => {
        got.push(text);
        if (got.length < 10) return;
        say('got', got.sort());
        client.close();
        for (const each of Object.values(cluster.workers)) each.process.kill();
      });
    };
    go();
  },
};
