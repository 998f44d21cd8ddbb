'use strict';

// A worker whose primary is gone exits with code 0, whatever it still has to do.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { start } = require('./program');

function program(cluster, report) {
  if (cluster.isMaster) {
    cluster.fork();
    return;
  }
  setInterval(() => {}, 1000);
  process.on('exit', (code) => report('worker exits', code));
  require('node:net')
    .createServer()
    .listen(0, '127.0.0.1', () => report('listening'));
}

test('the worker of a killed primary exits with 0', async (t) => {
  const running = start(t, program);
  await running.prints('listening');
  process.kill(running.pid, 'SIGKILL');
  // The output ends only when the worker, which shares it, has ended.
  assert.deepEqual(await running.end(), { code: null, signal: 'SIGKILL' });
  assert.deepEqual(running.reports, [['listening'], ['worker exits', 0]]);
});
