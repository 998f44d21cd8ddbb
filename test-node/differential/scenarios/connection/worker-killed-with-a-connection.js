'use strict';

module.exports = {
proves: 'a connection that a killed worker has not read is served by the other one, not lost',
policies: ['rr'],
differs: {
  id: 'unread-moves-on',
  builtin: ['answers ["<none>","served"]'],
  gocluster: ['answers ["served","served"]'],
},
program({ say, to, ask, once, block }) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    process.on('message', () => process.send('blocked', () => block(10_000)));
    return;
  }
  const go = async () => {
    let port;
    for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
    for (const id of [1, 2]) {
      cluster.workers[id].send('block');
      await once(cluster.workers[id], 'message');
    }
    const late = (answer) => Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 800, '<none>'))]);
    const answers = [ask(port), ask(port)];
    setTimeout(() => {
      for (const id of [1, 2]) cluster.workers[id].process.kill('SIGKILL');
    }, 100);
    cluster.fork();
    const got = await Promise.all(answers.map(late));
    to('unread-moves-on')('answers', got.sort());
    process.exit();
  };
  go();
},
};
