'use strict';

module.exports = {
  proves: 'Worker can be called without new and takes what it is given',
  policies: ['rr'],
  program({ say, attempt }) {
    const { Worker } = require('node:cluster');
    const EventEmitter = require('node:events');
    for (const options of [
      undefined,
      null,
      {},
      { id: 3 },
      { id: '4', state: 'dancing' },
      'text',
      { id: NaN },
    ]) {
      const worker = Worker(options);
      say('called', worker instanceof Worker, Object.keys(worker), worker.id, worker.state);
      say('new', new Worker(options).id, worker.exitedAfterDisconnect, worker.process);
    }
    const fake = new EventEmitter();
    const worker = new Worker({ process: fake });
    worker.on('message', (...args) => say('message', ...args));
    worker.on('error', (...args) => say('error', ...args));
    fake.emit('message', 'text', 'handle', 'third');
    fake.emit('error', 'code', 'signal', 'third');
    say('listeners', fake.listenerCount('message'), fake.listenerCount('error'), fake.eventNames());
    attempt('isDead', () => new Worker().isDead());
  },
};
