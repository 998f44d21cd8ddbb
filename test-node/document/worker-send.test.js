'use strict';

// send() returns a boolean and takes a callback, in the primary as in the worker.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    process.on('message', (message) => {
      const result = cluster.worker.send(['worker', message], (error) => {
        process.send(['callback', error, result], () => cluster.worker.disconnect());
      });
    });
    return;
  }
  const worker = cluster.fork();
  worker.on('message', (message) => report(...message));
  const result = worker.send('hello', (error) => report('primary', error, result));
}

test('result and callback of send()', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [
    ['primary', null, true],
    ['worker', 'hello'],
    ['callback', null, true],
  ]);
});
