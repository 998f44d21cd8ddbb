'use strict';
// How a primary with a running cluster, or a worker in it, ends is seen outside as without gocluster:
// exit codes and signals are Node's.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const [, , role, way] = process.argv;
  const ways = {
    exit: () => process.exit(7),
    exitCode: () => {
      process.exitCode = 5;
      if (cluster.isPrimary) cluster.disconnect();
      else cluster.worker.disconnect();
    },
    throw: () => {
      throw new Error('on purpose');
    },
    reject: () => Promise.reject(new Error('on purpose')),
    abort: () => process.abort(),
    SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
    SIGINT: () => process.kill(process.pid, 'SIGINT'),
    SIGHUP: () => process.kill(process.pid, 'SIGHUP'),
    SIGSEGV: () => process.kill(process.pid, 'SIGSEGV'),
    exitInHandler: () => {
      process.on('SIGTERM', () => process.exit(9));
      setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGTERM');
    },
  };

  if (cluster.isWorker) {
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1' }, () => role === 'worker' && ways[way]());
    return;
  }
  const worker = cluster.fork();
  worker.on('exit', (code, signal) => role === 'worker' && report('exit', { code, signal }));
  cluster.on('listening', () => role === 'primary' && ways[way]());
}

const ends = {
  exit: { code: 7, signal: null },
  exitCode: { code: 5, signal: null },
  throw: { code: 1, signal: null },
  reject: { code: 1, signal: null },
  abort: { code: null, signal: 'SIGABRT' },
  SIGTERM: { code: null, signal: 'SIGTERM' },
  SIGINT: { code: null, signal: 'SIGINT' },
  SIGHUP: { code: null, signal: 'SIGHUP' },
  SIGSEGV: { code: null, signal: 'SIGSEGV' },
  exitInHandler: { code: 9, signal: null },
};

for (const [way, end] of Object.entries(ends)) {
  test(`a primary ends by ${way}`, async (t) => {
    const primary = run(t, program, { args: ['primary', way] });
    assert.deepEqual(await primary.exit(), end, primary.stderr);
    await primary.gone(); // its worker follows
  });

  test(`a worker ends by ${way}`, async (t) => {
    const primary = run(t, program, { args: ['worker', way] });
    assert.deepEqual(await primary.next('exit'), end);
    assert.deepEqual(await primary.exit(), { code: 0, signal: null }, primary.stderr);
  });
}
