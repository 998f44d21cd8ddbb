'use strict';

module.exports = {
  proves: 'the primary has servers of its own beside those of its workers',
  program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker)
      return net.createServer((socket) => socket.end('worker')).listen(0, '127.0.0.1');
    const own = net.createServer((socket) => socket.end('primary'));
    own.listen(0, '127.0.0.1', async () => {
      const workers = listening(cluster);
      cluster.fork();
      const { port } = await workers;
      say('answers', await ask(own.address().port), await ask(port), own._handle.constructor.name);
      own.close();
      cluster.disconnect();
    });
  },
};
