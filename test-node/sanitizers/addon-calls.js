'use strict';

// The addon used by itself: right and wrong arguments, everything after close, a channel that is let go while it is open.

const assert = require('node:assert/strict');
const addon = require(process.env.ADDON);

/** The longest message, as in addon/message.h. */
const MAX_BYTES = 8192;

const bytes = new Uint8Array(MAX_BYTES);
const fds = new Int32Array(32);
const ignore = () => {};

for (const junk of [undefined, null, {}, 'text', 1.5, -1, 2 ** 31, Symbol('s'), 10n]) {
  for (const name of ['attach', 'pidfd', 'socket', 'cloexec', 'close']) {
    if (name === 'close' && typeof junk === 'number') continue;
    try {
      addon[name](junk);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
  for (const args of [
    [junk],
    [typeof junk === 'number' ? -1 : junk, bytes, fds, ignore],
    [0, junk, fds, ignore],
    [0, bytes, junk, ignore],
    [0, bytes, new Float64Array(4), ignore],
  ]) {
    assert.throws(() => new addon.Channel(...args));
  }
}
assert.throws(() => addon.attach('x'.repeat(10_000)));
assert.throws(() => addon.attach('/nowhere'), { code: 'ERR_CLUSTER_CORE' });

addon.trim?.(); // of no core yet
const [near, far] = addon.pair();
const first = new addon.Channel(near, bytes, fds, (length, count, errno, ended) => {
  for (let i = 0; i < count; i++) addon.close(fds[i]);
  if (ended) first.close();
});
const second = new addon.Channel(far, new Uint8Array(MAX_BYTES), new Int32Array(16), ignore);
assert.equal(second.send(bytes.subarray(0, 8), Array(16).fill(1)), 0);
assert.ok(second.send(bytes.subarray(0, 8), Array(17).fill(1)) < 0);
assert.equal(second.send(bytes, [0, 1, 2]), 0);
assert.throws(() => second.send('text'));
assert.throws(() => second.send(bytes, 'text'));
assert.throws(() => second.send(bytes, [{}]));
assert.ok(second.send(bytes, [-1]) < 0);
assert.ok(first.receive(1000) > 0);
for (const channel of [first, second]) {
  for (const name of ['ref', 'unref', 'pause', 'pause', 'resume', 'resume']) channel[name]();
  const lent = () => addon.dup(0);
  for (const listener of [1, 2, 1, -1]) channel.lend(listener, lent());
  for (const listener of [1, 7]) channel.openLent(listener, false);
  for (const listener of [1, 1, 7]) channel.giveBack(listener);
  channel.lend(3, -1);
  channel.lend(3, lent());
  assert.throws(() => channel.lend('text', 1));
  assert.throws(() => channel.lend(1, 'text'));
  assert.throws(() => channel.openLent(1, 1));
  assert.throws(() => channel.giveBack('text'));
  for (const fd of [-1, 1 << 20, 0]) channel.follow(fd);
  assert.throws(() => channel.follow('text'));
}
for (const args of [[], [1], ['text', 1], [1, {}]]) assert.throws(() => addon.keepPair(...args));
for (const junk of [undefined, {}, 1]) assert.throws(() => addon.closePair(junk));
const kept = addon.keepPair(...addon.pair());
addon.closePair(kept);
addon.closePair(kept);
addon.keepPair(...addon.pair()); // closed by the end of the environment
setImmediate(() => {
  second.close();
  second.close();
  for (const name of ['ref', 'unref', 'pause', 'resume']) second[name]();
  second.giveBack(1);
  second.follow(0);
  assert.ok(second.send(bytes) < 0 && second.receive(0) < 0);
  // One that nobody closes: the end of the environment does.
  const [left, other] = addon.pair();
  new addon.Channel(left, bytes, fds, ignore).unref();
  addon.close(other);
});
