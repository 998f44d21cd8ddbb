'use strict';

module.exports = {
  proves: 'a thousand messages each way arrive in order',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const COUNT = 1000;
    const receive = (emitter, done) => {
      const wrong = [];
      let next = 0;
      emitter.on('message', (message) => {
        if (message !== next) wrong.push(message);
        if (++next === COUNT) done(wrong);
      });
    };
    if (cluster.isWorker) {
      let sent = 0;
      const done = () => ++sent === COUNT + 1 && process.disconnect();
      for (let i = 0; i < COUNT; i++) process.send(i, done);
      receive(process, (wrong) => done(say('in order', wrong)));
      return;
    }
    const worker = cluster.fork();
    for (let i = 0; i < COUNT; i++) worker.send(i);
    receive(worker, (wrong) => say('in order', wrong));
  },
};
