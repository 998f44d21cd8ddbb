'use strict';

// The addon used by itself: right and wrong arguments, everything after close, a channel that is let go while it is open.

const assert = require('node:assert/strict');
const addon = require(process.env.ADDON);

const bytes = new Uint8Array(2048);
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
const first = new addon.Channel(near, bytes, fds, (length, count, errno, ended, busyTime) => {
  assert.ok(busyTime > 0);
  for (let i = 0; i < count; i++) addon.close(fds[i]);
  if (ended) first.close();
});
const second = new addon.Channel(far, new Uint8Array(1024), new Int32Array(16), ignore);
assert.equal(second.send(bytes.subarray(0, 8), Array(16).fill(1)), 0);
assert.ok(second.send(bytes.subarray(0, 8), Array(17).fill(1)) < 0);
assert.equal(second.send(new Uint8Array(1024), [0, 1, 2]), 0);
assert.throws(() => second.send('text'));
assert.throws(() => second.send(bytes, 'text'));
assert.throws(() => second.send(bytes, [{}]));
assert.ok(second.send(bytes, [-1]) < 0);
assert.ok(first.receive(1000) > 0);
for (const channel of [first, second]) {
  for (const name of ['ref', 'unref', 'pause', 'pause', 'resume', 'resume']) channel[name]();
  for (const count of [1, 16, 0, -1, 1 << 30]) channel.setBatch(count);
  assert.throws(() => channel.setBatch('text'));
}
setImmediate(() => {
  second.close();
  second.close();
  for (const name of ['ref', 'unref', 'pause', 'resume']) second[name]();
  second.setBatch(1);
  assert.ok(second.send(bytes) < 0 && second.receive(0) < 0);
  // One that nobody closes: the end of the environment does.
  const [left, other] = addon.pair();
  new addon.Channel(left, bytes, fds, ignore).unref();
  addon.close(other);
});
