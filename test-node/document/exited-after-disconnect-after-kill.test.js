'use strict';

// exitedAfterDisconnect is true after kill(): at once, in the listeners of disconnect and exit, and
// in those of cluster. The built-in of Node 18 and later leaves it unset, and false at exit.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { builtin, run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return;
  const worker = cluster.fork();
  worker.on('online', () => {
    worker.kill();
    report('kill', worker.exitedAfterDisconnect);
  });
  worker.on('disconnect', () => report('disconnect', worker.exitedAfterDisconnect));
  worker.on('exit', () => report('exit', worker.exitedAfterDisconnect));
  cluster.on('exit', () => report('cluster exit', worker.exitedAfterDisconnect));
}

test('true after kill()', async (t) => {
  const { reports } = await run(t, program);
  const [first, last] = builtin ? ['(undefined)', false] : [true, true];
  assert.deepEqual(reports, [
    ['kill', first],
    ['disconnect', last],
    ['exit', last],
    ['cluster exit', last],
  ]);
});
