'use strict';

module.exports = {
  proves: 'maxConnections: a worker that is full does not get the connection, the other one does',
  policies: ['rr'],
  needsTime: true,
  program({ say, open, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.write(`${cluster.worker.id}`));
      server.on('drop', () => say('drop'));
      server.maxConnections = cluster.worker.id === 1 ? 1 : 10;
      server.listen(0, '127.0.0.1');
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      const answers = [];
      for (let i = 0; i < 6; i++) {
        const { socket } = open(port);
        answers.push((await once(socket, 'data'))[0]);
      }
      say('answers', answers.sort());
      process.exit();
    };
    go();
  },
};
