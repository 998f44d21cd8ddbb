'use strict';

// cluster.Worker is the class of Node's own: callable without new, with the same prototype, and what
// it makes has the same own properties.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('Worker, its prototype and its instances are those of the built-in', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const EventEmitter = require('node:events');
    const { Worker } = cluster;
    report('name', [Worker.name, Worker.length, typeof Worker]);
    report('inherits', Object.getPrototypeOf(Worker.prototype) === EventEmitter.prototype);
    report('statics', Object.getPrototypeOf(Worker) === EventEmitter);
    // `suicide` is the documented alias that Node has dropped.
    const methods = Object.getOwnPropertyNames(Worker.prototype).filter((k) => k !== 'suicide');
    report('prototype', methods.sort());
    for (const key of methods) report(key, Worker.prototype[key].length);

    const worker = Worker();
    report('without new', worker instanceof Worker && worker instanceof EventEmitter);
    report(
      'empty',
      Object.entries(worker).filter(([key]) => !key.startsWith('_')),
    );
    report(
      'for in',
      [
        ...(function* () {
          for (const key in worker) if (!key.startsWith('_')) yield key;
        })(),
      ]
        .filter((key) => key !== 'suicide')
        .sort(),
    );
    const own = new EventEmitter();
    const given = new Worker({ id: '7', state: 'strange', process: own, more: 1 });
    report('given', [given.id, given.state, given.process === own, given.more]);
    given.on('message', (...args) => report('message', args));
    given.on('error', (...args) => report('error', args));
    own.emit('message', 1, 2, 3);
    own.emit('error', 4, 5, 6);
    for (const wrong of [null, 5, 'text', []]) report('wrong', [new Worker(wrong).id]);
  });
  assert.deepEqual(tested, builtin);
});
