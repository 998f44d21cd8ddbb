'use strict';

// Proves that listeners for SIGTERM that look whether they are the only one work in a worker as they do under node.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Service } = require('./service.js');

/** Has a listener as that of signal-exit: it tidies up and lets the signal end the process, unless there are other listeners. */
function withSignalExit(report) {
  const emitter = { count: 1 };
  globalThis[Symbol.for('signal-exit emitter')] = emitter;
  const listener = () => {
    if (process.listeners('SIGTERM').length !== emitter.count) return;
    report('tidies up');
    process.off('SIGTERM', listener);
    process.kill(process.pid, 'SIGTERM');
  };
  process.on('SIGTERM', listener);
  setInterval(() => {}, 1000);
  require('node:http').createServer().listen(0);
}

/** Has one that ends the process itself. */
function withExit() {
  process.once('SIGTERM', () => {
    if (process.listenerCount('SIGTERM') === 0) process.exit(5);
  });
  setInterval(() => {}, 1000);
  require('node:http').createServer().listen(0);
}

const options = ['-w', '1', '--exit-timeout', '200ms', '--settle-time', '0'];

test('at the end of a drain one that tidies up does so, and the signal ends the process', async (t) => {
  const service = new Service(t, withSignalExit, { options });
  await service.ready(1);
  service.program.kill('SIGTERM');
  await service.program.next('tidies up');
  assert.equal((await service.next('exit')).signal, 'SIGTERM');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('a worker with one that tidies up does not handle the signal: it is replaced', async (t) => {
  const service = new Service(t, withSignalExit, { options });
  await service.ready(1);
  const { pid } = await service.next('ready');
  process.kill(pid, 'SIGTERM');
  assert.equal((await service.next('recycle')).reason, 'it was asked to end');
  await service.ready(2);
  assert.equal((await service.next('exit')).pid, pid);
});

test('at the end of a drain one that ends the process does so', async (t) => {
  const service = new Service(t, withExit, { options });
  await service.ready(1);
  service.program.kill('SIGTERM');
  const { code, signal } = await service.next('exit');
  assert.deepEqual([code, signal], [5, null]);
});
