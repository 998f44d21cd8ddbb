'use strict';

// Proves that delays before a worker is started again are never longer than a timer can be, for such a timer would go off at once, and that
// no delay stays none.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const Restarts = require('../../supervisor/restarts.js');
const { TIMER_MAX_MS, toMilliseconds } = require('../../supervisor/quantities.js');

test('the longest delays, of slots that wait for each other', (t) => {
  const longest = toMilliseconds('24d');
  const settings = { minUptime: 1, restartDelay: longest, maxRestartDelay: longest };
  const restarts = new Restarts(settings, () => assert.fail('it has been started at once'));
  t.after(() => restarts.clear());
  const delays = Array.from({ length: 5 }, (_, instance) => restarts.add({ instance }, 0));
  assert.equal(delays.at(-1), TIMER_MAX_MS);
  for (const delay of delays) assert.ok(delay > longest / 2 && delay <= TIMER_MAX_MS, `${delay}`);
});

test('no delay, after more failures than a number can count doublings of', (t) => {
  const settings = { minUptime: 1, restartDelay: 0, maxRestartDelay: 1000 };
  const restarts = new Restarts(settings, () => {});
  t.after(() => restarts.clear());
  const slot = { instance: 0 };
  for (let i = 0; i < 1100; i++) {
    assert.equal(restarts.add(slot, 0), 0, `failure ${i + 1}`);
    restarts.remove(slot);
  }
});
