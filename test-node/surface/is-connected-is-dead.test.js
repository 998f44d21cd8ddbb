'use strict';

// isConnected() and isDead() through a worker's life, in the primary and in the worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('isConnected() and isDead()', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) {
      const { worker } = cluster;
      report('worker start', [worker.isConnected(), worker.isDead()]);
      process.on('message', () => process.disconnect());
      // Stays until the primary has seen the disconnect without the exit.
      worker.exitedAfterDisconnect = true;
      process.on('disconnect', () => {
        report('worker disconnected', [worker.isConnected(), worker.isDead()]);
        process.on('SIGUSR2', () => process.exit(4));
        report('waiting');
        setInterval(() => {}, 1000);
      });
      return;
    }
    const worker = cluster.fork();
    report('forked', [worker.isConnected(), worker.isDead()]);
    worker.on('online', () => worker.send('go'));
    worker.on('disconnect', () => {
      report('disconnect', [worker.isConnected(), worker.isDead(), 1 in cluster.workers]);
    });
    worker.on('exit', () => {
      report('exit', [worker.isConnected(), worker.isDead(), 1 in cluster.workers]);
    });
    process.on('SIGUSR2', () => worker.process.kill('SIGUSR2'));
    worker.on('exit', () => process.exit());
    setInterval(() => {}, 1000);
  });
  await program.next('waiting');
  assert.deepEqual(await program.next('disconnect'), [false, false, true]);
  program.kill('SIGUSR2');
  assert.deepEqual(await program.next('exit'), [false, true, false]);
  assert.deepEqual(await program.next('forked'), [true, false]);
  assert.deepEqual(await program.next('worker start'), [true, false]);
  assert.deepEqual(await program.next('worker disconnected'), [false, false]);
  await program.success();
});
