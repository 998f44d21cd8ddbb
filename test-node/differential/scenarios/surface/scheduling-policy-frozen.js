'use strict';

module.exports = {
  proves: 'the first setupPrimary() freezes the policy: a later write is only a property',
  policies: ['rr'],
  needsTime: true,
  async program({ say, ask, listening }) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1');
      return;
    }
    cluster.setupPrimary();
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    say('written', cluster.schedulingPolicy);
    const both = listening(cluster, 2);
    cluster.fork();
    cluster.fork();
    const { port } = await both;
    const answers = new Set();
    for (let i = 0; i < 4; i++) answers.add(await ask(port));
    say('still round robin', [...answers].sort());
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
  },
};
