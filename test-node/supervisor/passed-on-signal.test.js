'use strict';

// Proves that a Ctrl-C which arrives twice at once is one: from the terminal, and from the `npm start` that passes it on.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { performance } = require('node:perf_hooks');
const { test, mock } = require('node:test');
const isatty = mock.method(require('node:tty'), 'isatty');
const heed = require('../../supervisor/signals.js');

/** How the supervisor was told to stop by these signals. */
function stopsAfter(signals) {
  const supervisor = new EventEmitter();
  const stops = [];
  supervisor.state = 'running';
  supervisor.stop = (options) => {
    stops.push(options);
    supervisor.state = 'stopping';
  };
  heed(supervisor);
  for (const signal of signals) process.emit(signal, signal);
  supervisor.emit('ended');
  return stops;
}

test('what a terminal and npm send is one signal', () => {
  isatty.mock.mockImplementation(() => true);
  assert.deepEqual(stopsAfter(['SIGINT', 'SIGINT']), [undefined]);
  assert.deepEqual(stopsAfter(['SIGINT', 'SIGTERM']), [undefined, { now: true, code: 128 + 15 }]);
});

test('a key that is held down is a second signal in the end', (t) => {
  isatty.mock.mockImplementation(() => true);
  let now = 0;
  t.mock.method(performance, 'now', () => (now += 60));
  assert.deepEqual(stopsAfter(['SIGINT', 'SIGINT', 'SIGINT']), [
    undefined,
    { now: true, code: 128 + 2 },
  ]);
});

test('without a terminal two are two', () => {
  isatty.mock.mockImplementation(() => false);
  assert.deepEqual(stopsAfter(['SIGINT', 'SIGINT']), [undefined, { now: true, code: 128 + 2 }]);
});
