'use strict';

// cluster.disconnect() disconnects every worker, and the primary ends by itself when they are gone.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) return void require('node:net').createServer().listen(0, '127.0.0.1');
  let listening = 0;
  cluster.on('listening', () => {
    if (++listening === 3) report('returns', cluster.disconnect());
  });
  cluster.on('exit', (worker, code) => report(worker.id, code, worker.exitedAfterDisconnect));
  for (let i = 0; i < 3; i++) cluster.fork();
}

test('every worker is disconnected', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports[0], ['returns', '(undefined)']);
  assert.deepEqual(reports.slice(1).sort(), [
    [1, 0, true],
    [2, 0, true],
    [3, 0, true],
  ]);
});
