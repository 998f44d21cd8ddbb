'use strict';
// A worker says Room when it has read what the core has marked so. What was marked for another prefetch may have its mark too
// far behind, or none: then a worker could be idle while connections are held for it.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const Inbox = require('../../lib/inbox');
const { SAY, WANT_ROOM, PREFETCH_MAX } = require('../../lib/wire');
const addon = require('./addon');

const WORD = 1; // the number of a listener
const MARKED = (WORD | WANT_ROOM) >>> 0;
// Milliseconds a connection. After many quick ones a slow one brings the prefetch from 8 to 4, where others keep it.
const QUICK = 0.05;
const SLOW = 20;
const OTHER = 1.3;

/** A worker's reading: of a word, after which the event loop was so long busy. It returns what the worker says. */
function reader() {
  new Inbox({ fd: -1, addon: require.resolve('./addon') });
  const channel = addon.last();
  let busy = 0;
  return (word, cost) => {
    channel.sent = [];
    busy += cost;
    new Uint32Array(channel.bytes.buffer, 0, 1)[0] = word;
    channel.onread(4, 0, 0, false, busy);
    return channel.sent.map((frame) => frame.readInt32LE(0));
  };
}

test('as long as the prefetch stays, after a marked word', () => {
  const read = reader();
  for (let i = 0; i < 1000; i++) read(WORD, QUICK);
  assert.deepEqual(read(WORD, QUICK), []);
  assert.deepEqual(read(MARKED, QUICK), [SAY.room]);
  assert.deepEqual(read(WORD, QUICK), []);
});

test('after a change, after each word that may be under way', () => {
  const read = reader();
  for (let i = 0; i < 1000; i++) read(WORD, QUICK);
  assert.deepEqual(read(WORD, SLOW), [SAY.prefetch, SAY.room]);
  for (let i = 1; i < PREFETCH_MAX; i++) assert.deepEqual(read(WORD, OTHER), [SAY.room], i);
  assert.deepEqual(read(WORD, OTHER), []);
});

test('at first, after each word', () => {
  const read = reader();
  for (let i = 0; i < PREFETCH_MAX; i++) assert.deepEqual(read(WORD, QUICK), [SAY.room], i);
  assert.deepEqual(read(WORD, QUICK), []);
});
