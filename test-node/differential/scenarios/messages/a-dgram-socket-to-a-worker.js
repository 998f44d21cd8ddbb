'use strict';

module.exports = {
  proves: 'a dgram socket sent with worker.send() receives in the worker',
  policies: ['rr'],
  program({ say, once }) {
    const cluster = require('node:cluster');
    const dgram = require('node:dgram');
    if (cluster.isWorker) {
      process.on('message', (message, socket) => {
        say('message', message, socket.constructor.name);
        socket.on('message', (data) => process.send(`got ${data}`));
        process.send('ready');
      });
      return;
    }
    const worker = cluster.fork();
    const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1', async () => {
      const { port } = socket.address();
      worker.send('socket', socket);
      await once(worker, 'message');
      socket.close();
      const client = dgram.createSocket('udp4');
      client.send('packet', port, '127.0.0.1');
      say('answer', (await once(worker, 'message'))[0]);
      client.close();
      worker.process.kill();
    });
  },
};
