'use strict';

// Example 7: disconnect() ends a worker that can close its server, and the timer kills the one that
// cannot.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

const program = (inWorker) => (text) => `
const cluster = require('cluster');
if (cluster.isWorker) process.on('message', (message) => { ${inWorker} });
${text}
cluster.on('exit', (worker, code, signal) => {
  console.log('exit', code, signal, worker.exitedAfterDisconnect);
});
`;

testExample(7, 'the worker closes and disconnects before the timeout', async (run) => {
  const running = run(program(`console.log('worker got', message);`));
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  assert.deepEqual(running.lines, ['worker got shutdown', 'exit 0 null true']);
  assert.equal(running.stderr, '');
});

testExample(7, 'the timeout kills a worker that does not disconnect', async (run) => {
  const running = run(program(`console.log('worker got', message); for (;;);`));
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  assert.deepEqual(running.lines, ['worker got shutdown', 'exit null SIGTERM true']);
  assert.equal(running.stderr, '');
});
