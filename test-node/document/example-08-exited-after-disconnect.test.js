'use strict';

// Example 8: after worker.kill() in the primary exitedAfterDisconnect is true: the exit was wanted.
// The built-in of Node 18 and later leaves it false, so there the example says nothing.

const assert = require('node:assert/strict');

const { testExample } = require('./document');
const { builtin } = require('./program');

testExample(8, 'worker.kill() is a voluntary exit', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
  const worker = cluster.fork();
${text}
  worker.on('exit', (code, signal) => console.log('exit', code, signal));
} else {
  setInterval(() => {}, 1000);
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  const said = builtin ? [] : ['Oh, it was just voluntary – no need to worry'];
  assert.deepEqual(program.lines, ['exit null SIGTERM', ...said]);
  assert.equal(program.stderr, '');
});
