'use strict';
// What an instrument reads, one value for each set of labels: counts go on when another takes a place, whoever is there or known, and
// where two have one name they are one.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { INSTRUMENTS } = require('../../observe/instruments');
const Series = require('../../observe/series');
const Sums = require('../../observe/sums');

test('counts go on when a place is taken over', () => {
  const sums = new Sums();
  const labels = { worker: '0' };
  const add = (source, value) => sums.add([{ labels, source, value }])[0].numbers[0];
  assert.deepEqual([add(1, 5), add(1, 7), add(4, 0), add(4, 2)], [5, 7, 7, 9]);
  assert.equal(sums.add([])[0].numbers[0], 9, 'also while nobody has it');
  assert.equal(add(9, null) ?? sums.add([])[0].numbers[0], 9, 'and while nobody knows');
});

test('what is gone is forgotten when there is much of it', () => {
  const sums = new Sums();
  const labelled = (port, value) => ({ labels: { port }, source: port, value });
  const lasting = labelled('lasting', 1);
  let series;
  for (let port = 0; port < 1000; port++) series = sums.add([lasting, labelled(port, 2)]);
  assert.equal(series.length, 102, 'two that are there, a hundred that are gone');
  assert.deepEqual(series.find(({ labels }) => labels.port === 'lasting').numbers, [1]);
  assert.deepEqual(series.find(({ labels }) => labels.port === 899).numbers, [2]);
});

test('two of one name are one sum, which does not grow by itself', () => {
  const sums = new Sums();
  const labels = { listener: '127.0.0.1:80' };
  const add = (...values) => {
    const found = values.map(([source, value]) => ({ labels, source, value }));
    const all = sums.add(found);
    assert.equal(all.length, 1);
    return all[0].numbers[0];
  };
  const both = () => add([1, 5], [2, 3]);
  assert.deepEqual([both(), both(), both()], [8, 8, 8]);
  assert.equal(add([1, 6], [2, null]), 9, 'of one nothing is known at the moment');
  assert.equal(add([2, 4]), 10, 'one has gone');
  assert.equal(sums.add([])[0].numbers[0], 10);
  assert.equal(add([2, 4]), 10, 'the other is there again');
  assert.equal(add([2, 4], [3, 0]), 10);
  assert.equal(add([3, 2]), 12);
});

test('while two workers have a place', () => {
  const worker = (id, value) => ({
    id,
    place: 0,
    restarts: 4,
    started: 1000 * id,
    taken: value,
    open: value,
    rss: value,
    cpu: { user: 1000 * value, system: 0 },
    loop: { lag: 1000 * value, lagMax: 1000 * value, busy: 1000 * value },
  });
  const answer = { workers: [worker(1, 7), worker(2, 3)] };
  const expected = {
    'worker.connections.taken': [10],
    'worker.cpu': [10, 0],
    'worker.event_loop.busy': [10],
    'worker.connections.open': [10],
    'worker.memory.resident': [10],
    'worker.event_loop.lag': [7],
    'worker.event_loop.lag_max': [7],
    'worker.start_time': [2],
    'worker.restarts': [4],
  };
  for (const [name, values] of Object.entries(expected)) {
    const instrument = INSTRUMENTS.find((each) => each.openTelemetry === `gocluster.${name}`);
    const read = new Series(instrument).read(answer);
    assert.deepEqual(
      read.map(({ numbers }) => numbers[0]),
      values,
      name,
    );
  }
});
