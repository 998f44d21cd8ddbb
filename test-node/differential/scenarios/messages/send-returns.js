'use strict';

module.exports = {
  proves: 'what send() returns and calls back on both sides, and when',
  policies: ['rr'],
  program({ say }) {
    const cluster = require('node:cluster');
    const use = (name, target) => {
      say(name, target.send('a'), target.send('b', undefined), target.send('c', null, {}));
      say(
        name,
        target.send('d', (...args) => say(`${name} callback`, ...args)),
      );
      say(
        name,
        target.send('e', undefined, {}, (...args) => say(`${name} second callback`, ...args)),
      );
      process.nextTick(() => say(`${name} tick`));
    };
    if (cluster.isWorker) {
      process.once('message', () => {
        use('process', process);
        use('worker', cluster.worker);
      });
      let count = 0;
      process.on(
        'message',
        () => ++count === 5 && process.send('last', () => process.disconnect()),
      );
      return;
    }
    const worker = cluster.fork();
    worker.on('message', (message) => say('got', message));
    worker.on('online', () => use('worker', worker));
  },
};
