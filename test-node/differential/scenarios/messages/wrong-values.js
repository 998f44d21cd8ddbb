'use strict';

module.exports = {
  proves: 'send() of what can not be sent',
  policies: ['rr'],
  program({ say, attempt }) {
    const cluster = require('node:cluster');
    const loop = {};
    loop.self = loop;
    const use = (target) => {
      attempt('nothing', () => target.send());
      attempt('undefined', () => target.send(undefined));
      attempt('function', () => target.send(() => {}));
      attempt('symbol', () => target.send(Symbol('s')));
      attempt('bigint', () => target.send(5n));
      attempt('loop', () => target.send(loop));
      attempt('handle', () => target.send('x', {}));
      attempt('options', () => target.send('x', null, 'options'));
      attempt('keepOpen', () => target.send('x', undefined, { keepOpen: 'yes' }));
    };
    if (cluster.isWorker) {
      use(process);
      return process.exit();
    }
    const worker = cluster.fork();
    worker.on('message', (message) => say('message', message));
    worker.on('error', (error) => say('error', error));
    use(worker);
  },
};
