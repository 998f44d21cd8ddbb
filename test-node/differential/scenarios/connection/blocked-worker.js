'use strict';

module.exports = {
  proves: 'a connection that waits for a blocked worker is served by the other one instead',
  policies: ['rr'],
  differs: {
    id: 'unread-moves-on',
    builtin: ['before the blocked one is free 7'],
    gocluster: ['before the blocked one is free 8'],
  },
  program({ to, ask, once, block, until, onGocluster }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      process.on('message', () => process.send('blocked', () => block(300_000)));
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      cluster.workers[1].send('block');
      await once(cluster.workers[1], 'message');
      let served = 0;
      for (let i = 0; i < 8; i++) ask(port).then(() => served++);
      await until(() => served >= 7);
      if (onGocluster) await until(() => served === 8);
      else await ask(port); // who comes later is served before
      to('unread-moves-on')('before the blocked one is free', served);
      cluster.workers[1].process.kill('SIGKILL');
      process.exit();
    };
    go();
  },
};
