'use strict';

// NODE_OPTIONS is the program's own: the worker sees exactly what it set, whether from outside, in
// process.env, or with fork(env), and it is at work; and the worker still is a worker that serves.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isWorker) {
    report('options', 'NODE_OPTIONS' in process.env ? process.env.NODE_OPTIONS : 'not there');
    report('limit', Error.stackTraceLimit);
    const server = net.createServer((socket) => {
      socket.end('served').on('close', () => cluster.worker.disconnect());
    });
    return server.listen(0, '127.0.0.1');
  }
  const { IN_PRIMARY, IN_FORK } = process.env;
  if (IN_PRIMARY !== undefined) process.env.NODE_OPTIONS = IN_PRIMARY;
  const before = process.env.NODE_OPTIONS;
  const worker = cluster.fork(IN_FORK !== undefined ? { NODE_OPTIONS: IN_FORK } : undefined);
  report('primary unchanged', process.env.NODE_OPTIONS === before);
  worker.on('listening', ({ port }) => {
    net.connect(port, '127.0.0.1').on('data', (data) => report('answer', `${data}`));
  });
}

const CASES = {
  'not set': [{ NODE_OPTIONS: undefined }, 'not there', 10],
  empty: [{ NODE_OPTIONS: '' }, '', 10],
  'set from outside': [{ NODE_OPTIONS: '--stack-trace-limit=5' }, '--stack-trace-limit=5', 5],
  'set in the primary': [{ IN_PRIMARY: ' --stack-trace-limit=6 ' }, ' --stack-trace-limit=6 ', 6],
  'set in fork()': [{ IN_FORK: '--stack-trace-limit=7' }, '--stack-trace-limit=7', 7],
  'emptied in fork()': [{ NODE_OPTIONS: '--stack-trace-limit=8', IN_FORK: '' }, '', 10],
  'with a preload': [
    { NODE_OPTIONS: '-r ./report.cjs --stack-trace-limit=9' },
    '-r ./report.cjs --stack-trace-limit=9',
    9,
  ],
};

for (const [name, [env, options, limit]] of Object.entries(CASES)) {
  test(`NODE_OPTIONS ${name}`, async (t) => {
    const running = run(t, program, { env: { NODE_OPTIONS: undefined, ...env } });
    await running.success();
    assert.deepEqual(running.all('options'), [options]);
    assert.deepEqual(running.all('limit'), [limit]);
    assert.deepEqual(running.all('answer'), ['served']);
    assert.deepEqual(running.all('primary unchanged'), [true]);
  });
}
