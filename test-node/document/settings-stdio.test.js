'use strict';

// stdio sets the streams of a worker and wins over silent; it must have an 'ipc'.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  if (cluster.isWorker) {
    require('node:fs').writeSync(4, 'to four');
    return cluster.worker.disconnect();
  }
  cluster.setupMaster({ silent: true, stdio: ['ignore', 'inherit', 'inherit'] });
  try {
    cluster.fork();
  } catch (error) {
    report(error.code);
  }
  cluster.setupMaster({ stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'] });
  const worker = cluster.fork();
  report(worker.process.stdin, worker.process.stdout, worker.process.stdio.length);
  worker.process.stdio[4].setEncoding('utf8').on('data', (text) => report(text));
}

test('stdio of a worker', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['ERR_CHILD_PROCESS_IPC_REQUIRED'], [null, null, 5], ['to four']]);
});
