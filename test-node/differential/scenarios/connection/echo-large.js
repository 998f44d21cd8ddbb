'use strict';

module.exports = {
  proves: 'four megabytes there and back, for eight clients at once over two workers',
  policies: ['rr'],
  program({ say, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    const { createHash } = require('node:crypto');
    if (cluster.isWorker)
      return net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    const SIZE = 4 << 20;
    const data = Buffer.alloc(SIZE, 'some text that is repeated');
    const digest = (buffer) => createHash('sha1').update(buffer).digest('hex');
    const echo = (port) =>
      new Promise((resolve) => {
        const chunks = [];
        const socket = net.connect(port, '127.0.0.1');
        socket.on('data', (chunk) => chunks.push(chunk));
        socket.on('close', () => resolve(digest(Buffer.concat(chunks))));
        socket.end(data);
      });
    listening(cluster, 2).then(async ({ port }) => {
      const digests = await Promise.all(Array.from({ length: 8 }, () => echo(port)));
      say(
        'whole',
        digests.every((each) => each === digest(data)),
      );
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    });
    cluster.fork();
    cluster.fork();
  },
};
