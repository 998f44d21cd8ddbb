'use strict';

// Example 9: a message sent before the worker is online reaches it, and comes back.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(9, 'the worker echoes every message', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
${text}
if (cluster.isMaster) {
  cluster.on('message', (worker, message) => {
    console.log('echo', message);
    if (message === 'hi there') worker.send({ second: [1, null, 'x'] });
    else worker.disconnect();
  });
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, ['echo hi there', "echo { second: [ 1, null, 'x' ] }"]);
  assert.equal(program.stderr, '');
});
