'use strict';

module.exports = {
  proves: 'a connection that a killed worker has not read is served by the other one, not lost',
  policies: ['rr'],
  differs: {
    id: 'unread-moves-on',
    builtin: ['answers ["<none>","<none>"]'],
    gocluster: ['answers ["served","served"]'],
  },
  program({ to, ask, once, block }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      process.on('message', (time) => process.send('blocked', () => block(time)));
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 3; i++) [{ port }] = await once(cluster.fork(), 'listening');
      // The third one is blocked for long enough to take no connection before the others are dead.
      for (const [id, time] of [
        [1, 20_000],
        [2, 20_000],
        [3, 800],
      ]) {
        cluster.workers[id].send(time);
        await once(cluster.workers[id], 'message');
      }
      const late = (answer) =>
        Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 2500, '<none>'))]);
      const answers = [ask(port), ask(port)].map(late);
      setTimeout(() => {
        for (const id of [1, 2]) cluster.workers[id].process.kill('SIGKILL');
      }, 150);
      to('unread-moves-on')('answers', (await Promise.all(answers)).sort());
      process.exit();
    };
    go();
  },
};
