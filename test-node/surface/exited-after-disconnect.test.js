'use strict';

// worker.exitedAfterDisconnect: undefined while the worker lives, true at once after disconnect(),
// false after an exit that nobody asked for. It is an own property.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const { END } = process.env;
  if (cluster.isWorker) {
    report('in worker', cluster.worker.exitedAfterDisconnect);
    process.on('message', () => {
      if (END === 'exit') process.exit(0);
      if (END === 'exit with 5') process.exit(5);
      if (END === 'signal') process.kill(process.pid, 'SIGKILL');
      if (END === 'disconnect in worker') cluster.worker.disconnect();
      if (END === 'kill in worker') cluster.worker.kill();
      if (END === 'process.disconnect') process.disconnect();
      report('in worker later', cluster.worker.exitedAfterDisconnect);
    });
    return;
  }
  const worker = cluster.fork();
  report('forked', worker.exitedAfterDisconnect);
  worker.on('online', () => {
    report('online', worker.exitedAfterDisconnect);
    worker.send('end');
    if (END === 'disconnect in primary') worker.disconnect();
    if (END === 'cluster.disconnect') cluster.disconnect();
    report('later', worker.exitedAfterDisconnect);
  });
  worker.on('disconnect', () => report('disconnect', worker.exitedAfterDisconnect));
  worker.on('exit', () => report('exit', worker.exitedAfterDisconnect));
}

const UNSET = '[undefined]';
const CASES = {
  exit: { flag: false },
  'exit with 5': { flag: false },
  signal: { flag: false },
  'process.disconnect': { flag: false, inWorker: UNSET },
  'disconnect in worker': { flag: true, inWorker: true },
  'kill in worker': { flag: true, inWorker: true },
  'disconnect in primary': { flag: true, later: true },
  'cluster.disconnect': { flag: true, later: true },
};

for (const [end, { flag, later = UNSET, inWorker }] of Object.entries(CASES)) {
  test(`${end}: ${flag}`, async (t) => {
    const running = run(t, program, { env: { END: end } });
    await running.success();
    assert.deepEqual(running.all('in worker'), [UNSET]);
    if (inWorker !== undefined) assert.deepEqual(running.all('in worker later'), [inWorker]);
    assert.deepEqual(running.all('forked'), [UNSET]);
    assert.deepEqual(running.all('online'), [UNSET]);
    assert.deepEqual(running.all('later'), [later]);
    assert.deepEqual(running.all('disconnect'), [flag]);
    assert.deepEqual(running.all('exit'), [flag]);
  });
}
