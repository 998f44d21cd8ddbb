'use strict';

// worker.send(message[, handle[, options]][, callback]) is ChildProcess.send and process.send: what it
// returns, when the callback comes, and what it throws for a message that is none.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('send() in both directions is that of the built-in', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const side = cluster.isPrimary ? 'primary' : 'worker';

    function sendAll(worker) {
      report(`${side} returns`, worker.send({ text: 'plain' }));
      worker.send('callback', (...args) => report(`${side} callback`, args));
      worker.send('undefined handle', undefined, (...args) => report(`${side} callback 2`, args));
      worker.send('options', null, {}, (...args) => report(`${side} callback 3`, args));
      for (const [name, args] of Object.entries({
        nothing: [],
        undefined: [undefined],
        function: [() => {}],
        symbol: [Symbol('s')],
        bigint: [1n],
        'bad handle': ['text', { not: 'a handle' }],
        'bad options': ['text', undefined, 'options'],
      })) {
        try {
          report(`${side} ${name}`, worker.send(...args));
        } catch (error) {
          report(`${side} ${name} throws`, error);
        }
      }
      worker.send('last');
    }

    if (cluster.isPrimary) {
      const worker = cluster.fork();
      worker.on('message', (message) => report('primary got', message));
      worker.on('exit', (...args) => report('exit', args));
      sendAll(worker);
    } else {
      process.on('message', (message) => {
        report('worker got', message);
        if (message !== 'last') return;
        sendAll(cluster.worker);
        cluster.worker.disconnect();
      });
    }
  });
  const side = (reports, name) => reports.filter(([n]) => n.startsWith(name));
  for (const name of ['primary got', 'worker got', 'exit']) {
    assert.deepEqual(side(tested, name), side(builtin, name));
  }
  for (const name of ['primary', 'worker']) {
    const rest = (reports) => side(reports, name).filter(([n]) => !n.endsWith('got'));
    assert.deepEqual(rest(tested), rest(builtin));
  }
  assert.equal(side(tested, 'worker got').length, side(tested, 'primary got').length);
});
