'use strict';

// Example 11: 'disconnect' of cluster names the worker.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(11, "cluster event 'disconnect'", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
${text}
if (cluster.isMaster) {
  const [first, second] = [cluster.fork(), cluster.fork()];
  second.on('online', () => second.disconnect());
  second.on('exit', () => first.disconnect());
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, [
    'The worker #2 has disconnected',
    'The worker #1 has disconnected',
  ]);
  assert.equal(program.stderr, '');
});
