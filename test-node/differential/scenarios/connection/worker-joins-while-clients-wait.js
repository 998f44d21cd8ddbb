'use strict';

module.exports = {
proves: 'clients that wait for the only, blocked worker are served by a new one',
policies: ['rr'],
differs: {
  id: 'unread-moves-on',
  builtin: ['before the blocked one is free 3'],
  gocluster: ['before the blocked one is free 4'],
},
program({ say, to, ask, once, block }) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    process.on('message', () => process.send('blocked', () => block(1200)));
    return;
  }
  const go = async () => {
    const first = cluster.fork();
    const [{ port }] = await once(first, 'listening');
    first.send('block');
    await once(first, 'message');
    let served = 0;
    const answers = Array.from({ length: 4 }, () => ask(port).then(() => served++));
    cluster.fork();
    setTimeout(() => to('unread-moves-on')('before the blocked one is free', served), 800);
    await Promise.all(answers);
    say('all served', served);
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
  };
  go();
},
};
