'use strict';

// Example 18: a worker finds itself in cluster.worker.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(18, 'cluster.worker in each worker', async (run) => {
  const program = run(
    (text) => `
${text}
if (cluster.isMaster) cluster.on('online', (worker) => worker.disconnect());
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.equal(program.lines[0], 'I am master');
  assert.deepEqual(program.lines.sort(), ['I am master', 'I am worker #1', 'I am worker #2']);
  assert.equal(program.stderr, '');
});
