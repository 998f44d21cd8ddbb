'use strict';

// worker.suicide is an alias of exitedAfterDisconnect, on both sides, and its first use warns once
// in a process. The built-in of Node 9 and later has no such property.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { builtin, start } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    report('worker', cluster.worker.suicide);
    cluster.worker.disconnect();
    report('worker', cluster.worker.suicide);
    return;
  }
  process.on('warning', ({ name, code, message }) => report('warning', name, code, message));
  const worker = cluster.fork();
  report('forked', worker.suicide, 'suicide' in worker, Object.keys(worker).includes('suicide'));
  worker.on('exit', () => {
    report('exit', worker.suicide);
    worker.suicide = false;
    report('set', worker.suicide, worker.exitedAfterDisconnect);
  });
}

const skip = builtin && 'the built-in of this Node has no worker.suicide';

test('suicide is exitedAfterDisconnect', { skip }, async (t) => {
  const running = start(t, program);
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  const { reports, stderr } = running;
  const of = (who) => reports.filter(([name]) => name === who).map(([, ...rest]) => rest);
  assert.deepEqual(of('worker'), [['(undefined)'], [true]]);
  assert.deepEqual(of('forked'), [['(undefined)', true, false]]);
  assert.deepEqual(of('exit'), [[true]]);
  assert.deepEqual(of('set'), [[false, false]]);
  const [[name, code, message], ...more] = of('warning');
  assert.deepEqual([name, code, more], ['DeprecationWarning', 'DEP0007', []]);
  assert.match(message, /worker\.suicide is deprecated.*worker\.exitedAfterDisconnect/);
  // Once in the primary, once in the worker.
  assert.equal(stderr.match(/DEP0007/g).length, 2);
});
