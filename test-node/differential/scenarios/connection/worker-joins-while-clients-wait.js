'use strict';

module.exports = {
  proves: 'clients that wait for the only, blocked worker are served by a new one',
  policies: ['rr'],
  differs: {
    id: 'unread-moves-on',
    builtin: ['before the blocked one is free 3'],
    gocluster: ['before the blocked one is free 4'],
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
      const first = cluster.fork();
      const [{ port }] = await once(first, 'listening');
      first.send('block');
      await once(first, 'message');
      let served = 0;
      for (let i = 0; i < 4; i++) ask(port).then(() => served++);
      cluster.fork();
      await until(() => served >= 3);
      if (onGocluster) await until(() => served === 4);
      else await ask(port); // who comes later is served before
      to('unread-moves-on')('before the blocked one is free', served);
      first.process.kill('SIGKILL');
      process.exit();
    };
    go();
  },
};
