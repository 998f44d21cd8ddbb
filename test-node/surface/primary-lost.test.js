'use strict';

// A worker that loses its primary unexpectedly ends at once with code 0; it first emits 'disconnect'. Other losses:
// differential, lifecycle/primary-*.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    cluster.worker.on('disconnect', () => report('disconnect', process.connected));
    process.on('exit', (code) => report('worker exit', [code, process.exitCode ?? 0]));
    setInterval(() => {}, 1000); // would keep it alive
    net.createServer().listen(0, '127.0.0.1');
    return;
  }
  let listening = 0;
  cluster.fork();
  cluster.fork();
  cluster.on('listening', () => {
    if (++listening < 2) return;
    if (process.env.LOSS === 'abort') process.abort();
    throw new Error('made up');
  });
}

const LOSSES = {
  throw: { code: 1, signal: null },
  abort: { code: null, signal: 'SIGABRT' },
};

for (const [loss, end] of Object.entries(LOSSES)) {
  test(`the primary is lost by ${loss}`, async (t) => {
    const running = run(t, program, { env: { LOSS: loss } });
    assert.deepEqual(await running.exit(), end);
    await running.gone();
    assert.deepEqual(running.all('disconnect'), [false, false]);
    const workers = running.all('worker exit');
    assert.deepEqual(workers, [
      [0, 0],
      [0, 0],
    ]);
  });
}

test('a worker that wanted to go is not ended by it', async (t) => {
  const running = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      return worker.on('disconnect', () => process.exit());
    }
    process.on('exit', (code) => report('worker exit', code));
    process.on('disconnect', () => {
      // Work left to do after the disconnect is done; then it ends by itself.
      setTimeout(() => report('work done'), 100);
    });
    cluster.worker.disconnect();
  });
  await running.gone();
  assert.deepEqual(
    running.reports.map(({ name }) => name),
    ['work done', 'worker exit'],
  );
  assert.deepEqual(running.all('worker exit'), [0]);
});
