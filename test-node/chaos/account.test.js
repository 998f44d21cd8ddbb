'use strict';
// The account of a chaos run finds what it is there to find.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { account } = require('./account.js');

/** Two workers listen; 1 is killed at 50 with connection 7 in its hands, 2 goes on. */
const EVENTS = [
  ['listening', 1, 10, 'tcp'],
  ['listening', 2, 10, 'tcp'],
  ['accept', 1, 20, 'tcp', 7],
  ['accept', 2, 20, 'tcp', 8],
  ['held', 1, 49, 7, 9],
  ['kill', 1, 50],
  ['dead', 1, 52],
  ['exit', 1, 55, 'SIGKILL'],
];

const judge = (outcomes, events = EVENTS) =>
  account(
    events.map(([event, worker, time, ...values]) => ({
      event,
      worker,
      time,
      values: values.map(String),
    })),
    outcomes.map(([id, outcome, ended, worker, started = 15]) => ({
      ...{ id, outcome, ended, worker, started },
      kind: 'tcp',
      lately: ended - 1,
    })),
  );

test('what is right has no complaint', () => {
  const { counts, complaints } = judge([
    [7, 'cut', 51],
    [8, 'served', 60, 2],
    [9, 'cut', 51],
  ]);
  assert.deepEqual(complaints, []);
  const { served, cut, accepted, read } = counts;
  assert.deepEqual({ served, cut, accepted, read }, { served: 1, cut: 2, accepted: 1, read: 1 });
});

const wrong = {
  'cut by a worker that lives': [8, 'cut', 60],
  'cut before its worker began to die': [7, 'cut', 30],
  'cut and in nobody’s hands': [11, 'cut', 51],
  'refused while a worker listened': [11, 'refused', 60],
  'served by another than who accepted it': [8, 'served', 60, 1],
  'served and accepted by nobody': [11, 'served', 60, 2],
  hung: [11, 'hung', 60],
  'an answer that is wrong': [8, 'wrong', 60, 2],
  'an error of its own': [8, 'EADDRNOTAVAIL', 60],
};

for (const [name, outcome] of Object.entries(wrong)) {
  test(name, () => {
    const { counts, complaints } = judge([outcome]);
    assert.equal(counts.unexplained, 1);
    assert.equal(complaints.length, 1);
  });
}

test('a worker that says that it listens after its kill was written down does not count', () => {
  const { counts, complaints } = judge(
    [[11, 'refused', 80, undefined, 70]],
    [...EVENTS, ['kill', 2, 60], ['listening', 2, 61, 'tcp'], ['exit', 2, 62, 'SIGKILL']],
  );
  assert.deepEqual(complaints, []);
  assert.equal(counts.refused, 1);
});

test('a worker that is killed again before its death is known died the first time', () => {
  const { counts, complaints } = judge(
    [[11, 'cut', 61]],
    [
      ['listening', 3, 10, 'tcp'],
      ...EVENTS,
      ['kill', 2, 60],
      ['dead', 2, 62],
      ['kill', 2, 500],
      ['exit', 2, 510, 'SIGKILL'],
    ],
  );
  assert.deepEqual(complaints, []);
  assert.equal(counts.unseen, 1);
});

test('accepted twice', () => {
  const { counts, complaints } = judge(
    [[8, 'served', 60, 2]],
    [...EVENTS, ['accept', 1, 21, 'tcp', 8]],
  );
  assert.equal(counts.twice, 1);
  assert.notEqual(complaints.length, 0);
});

test('a worker that ended by itself', () => {
  const { complaints } = judge([], [...EVENTS, ['ending', 2, 60], ['exit', 2, 61, 1]]);
  assert.equal(complaints.length, 1);
});
