'use strict';

// Example 16: 'online' of cluster comes once for each forked worker.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(16, "cluster event 'online'", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  cluster.on('online', (worker) => worker.disconnect());
  cluster.fork();
  cluster.fork();
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, Array(2).fill('Yay, the worker responded after it was forked'));
  assert.equal(program.stderr, '');
});
