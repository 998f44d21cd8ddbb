'use strict';

module.exports = {
  proves: 'a datagram socket and a server in one worker: both events, both serve',
  policies: ['rr'],
  program({ say, ask }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    const net = require('node:net');
    if (cluster.isWorker) {
      const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
      socket.on('message', (data, { port }) => socket.send(`udp ${data}`, port, '127.0.0.1'));
      socket.on('listening', () =>
        net.createServer((client) => client.end('tcp')).listen(0, '127.0.0.1'),
      );
      return;
    }
    const client = dgram.createSocket('udp4');
    let udpPort;
    cluster.on('listening', async (worker, { addressType, port }) => {
      say('listening', addressType);
      if (addressType === 'udp4') return (udpPort = port);
      say('tcp', await ask(port));
      client.send('x', udpPort, '127.0.0.1');
      client.on('message', (data) => {
        say('udp', data);
        client.close();
        worker.process.kill();
      });
    });
    cluster.fork();
  },
};
