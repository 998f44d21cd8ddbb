'use strict';

module.exports = {
  proves:
    'the own properties of a Worker in the primary, right after fork(), at online and after its exit',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return;
    const worker = cluster.fork();
    const look = (when) => {
      const all = Object.getOwnPropertyDescriptors(worker);
      for (const key of Object.keys(all)) {
        const { value, ...flags } = all[key];
        say(when, key, typeof value, flags);
      }
      say(when, worker.id, worker.state, worker.exitedAfterDisconnect);
      say(when, worker.process.constructor.name, worker.process === worker.process);
    };
    look('fork');
    worker.once('online', () => {
      look('online');
      worker.process.kill();
    });
    worker.once('exit', () => look('exit'));
  },
};
