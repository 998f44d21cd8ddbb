'use strict';

module.exports = {
  proves:
    'an exception in a handler ends the worker with 1, its client is cut off, the other worker serves on',
  policies: ['rr'],
  needsTime: true,
  program({ say, to, ask, once }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        if (cluster.worker.id === 1) throw new RangeError('thrown in the handler');
        socket.end('served');
      });
      server.listen(0, '127.0.0.1');
      return;
    }
    cluster.on('exit', (worker, ...args) => to(`about ${worker.id}`)('exit', ...args));
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      const gone = once(cluster.workers[1], 'exit');
      const answers = [(await ask(port)).replace(/^<ECONNRESET>$/, '')];
      // Until the primary knows of the death, the built-in may send this worker another connection.
      await gone;
      for (let i = 0; i < 3; i++) answers.push(await ask(port));
      say('answers', answers);
      cluster.workers[2].process.kill();
    };
    go();
  },
};
