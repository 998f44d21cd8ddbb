'use strict';

// Example 19: for...in over cluster.workers visits each worker, and send() reaches it.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(19, 'an announcement to all workers', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
  for (let i = 0; i < 3; i++) cluster.fork();
${text}
} else {
  process.on('message', (message) => {
    console.log(cluster.worker.id, message);
    cluster.worker.disconnect();
  });
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines.sort(), [
    '1 big announcement to all workers',
    '2 big announcement to all workers',
    '3 big announcement to all workers',
  ]);
  assert.equal(program.stderr, '');
});
