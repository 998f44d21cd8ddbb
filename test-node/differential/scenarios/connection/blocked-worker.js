'use strict';

module.exports = {
proves: 'a connection that waits for a blocked worker is served by the other one instead',
policies: ['rr'],
differs: {
  id: 'unread-moves-on',
  builtin: ['before the blocked one is free 7'],
  gocluster: ['before the blocked one is free 8'],
},
program({ say, to, ask, once, block, until }) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    process.on('message', () => process.send('blocked', () => block(800)));
    return;
  }
  const go = async () => {
    let port;
    for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
    cluster.workers[1].send('block');
    await once(cluster.workers[1], 'message');
    let served = 0;
    const answers = Array.from({ length: 8 }, () => ask(port).then((text) => served++ && text));
    setTimeout(() => to('unread-moves-on')('before the blocked one is free', served), 400);
    await Promise.all(answers);
    say('all served', served);
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
  };
  go();
},
};
