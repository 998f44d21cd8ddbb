'use strict';

// In a worker, cluster.worker emits 'message' and 'disconnect' only, and the cluster emits nothing.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test('events seen in a worker', async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      worker.on('listening', () => worker.send('please end'));
      return;
    }
    const names = [
      'fork',
      'online',
      'listening',
      'message',
      'disconnect',
      'exit',
      'setup',
      'error',
    ];
    for (const name of names) {
      cluster.on(name, (...args) => report(`cluster ${name}`, args));
      cluster.worker.on(name, (...args) => report(`worker ${name}`, args));
    }
    process.on('disconnect', (...args) => report('process disconnect', args));
    process.on('exit', (...args) => report('process exit', args));
    process.on('message', () => cluster.worker.disconnect());
    net.createServer().listen(0, '127.0.0.1');
  });
  assert.deepEqual(tested, builtin);
  assert.deepEqual(
    tested.map(([name]) => name),
    ['worker message', 'worker disconnect', 'process disconnect', 'process exit'],
  );
});
