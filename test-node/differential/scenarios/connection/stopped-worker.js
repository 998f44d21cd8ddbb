'use strict';

module.exports = {
  proves: 'SIGSTOP of one worker: the other one serves on, and after SIGCONT the first one too',
  policies: ['rr'],
  differs: {
    id: 'unread-moves-on',
    builtin: ['while stopped 7'],
    gocluster: ['while stopped 8'],
  },
  needsTime: true,
  program({ say, to, ask, once, until, onGocluster }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
      process.on('message', (message) => process.send(message));
      return;
    }
    const go = async () => {
      let port;
      for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
      cluster.workers[1].process.kill('SIGSTOP');
      let served = 0;
      const answers = Array.from({ length: 8 }, () => ask(port).then((text) => (served++, text)));
      await until(() => served >= 7);
      if (onGocluster) await until(() => served === 8);
      else await ask(port); // who comes later is served before
      to('unread-moves-on')('while stopped', served);
      cluster.workers[1].process.kill('SIGCONT');
      await Promise.all(answers);
      cluster.workers[1].send('are you there?');
      await once(cluster.workers[1], 'message');
      const after = [];
      for (let i = 0; i < 4; i++) after.push(await ask(port));
      say('after', served, after.sort());
      for (const worker of Object.values(cluster.workers)) worker.process.kill();
    };
    go();
  },
};
