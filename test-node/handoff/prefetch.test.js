'use strict';
// How many connections a worker asks for follows from how long its event loop is busy with one. In milliseconds.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const Prefetch = require('../../lib/prefetch');

/** A worker's prefetch after so many connections of a cost; `costs` is [count, milliseconds each] in turn. */
function prefetchAfter(...costs) {
  let busy = 1000; // what it did before
  const prefetch = new Prefetch();
  for (const [count, each] of [[1, 0], ...costs]) {
    for (let i = 0; i < count; i++) {
      const before = prefetch.count;
      busy += each;
      assert.equal(prefetch.update(busy), prefetch.count !== before);
    }
  }
  return prefetch.count;
}

test('one, as long as nothing is known of the handlers', () => {
  assert.equal(new Prefetch().count, 1);
  assert.equal(prefetchAfter(), 1);
  assert.equal(prefetchAfter([10, 0.05]), 1);
});

test('quick handlers', () => {
  assert.equal(prefetchAfter([50, 0.05]), 8);
  assert.equal(prefetchAfter([1000, 0.05]), 8);
  assert.equal(prefetchAfter([1000, 0.9]), 8);
});

test('as many as are worth ten milliseconds, at least one', () => {
  assert.equal(prefetchAfter([1000, 1.5]), 4);
  assert.equal(prefetchAfter([1000, 3]), 2);
  assert.equal(prefetchAfter([1000, 6]), 1);
  assert.equal(prefetchAfter([1000, 5000]), 1);
});

test('slow ones are noticed within a few connections, and so is their end', () => {
  assert.equal(prefetchAfter([1000, 0.05], [5, 20]), 1);
  assert.equal(prefetchAfter([1000, 20], [100, 0.05]), 8);
});

test('a thread that has to wait for a CPU now and then is not slow', () => {
  const preempted = Array.from({ length: 50 }, () => [
    [63, 0.05],
    [1, 5],
  ]).flat();
  assert.equal(prefetchAfter(...preempted), 8);
});

test('a cost at a limit does not make it swing', () => {
  const atLimit = 1.25; // eight are worth ten milliseconds
  for (const [before, most] of [
    [20, 2], // from one to two, and to four
    [0.05, 1], // from eight to four
  ]) {
    let busy = 0;
    const prefetch = new Prefetch();
    const read = (cost) => prefetch.update((busy += cost));
    for (let i = 0; i < 100; i++) read(before);
    let changes = 0;
    for (let i = 0; i < 1000; i++) {
      if (read(i % 2 ? atLimit - 0.08 : atLimit + 0.08)) changes++;
    }
    assert.ok(changes <= most, `${changes} changes`);
  }
});
