'use strict';

// Example 10: worker.suicide is true after kill(), and its first use warns. The built-in of Node 9
// and later has no such property, so there the example says nothing.

const assert = require('node:assert/strict');

const { testExample } = require('./document');
const { builtin } = require('./program');

testExample(10, 'worker.suicide after kill()', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
  const worker = cluster.fork();
${text}
} else {
  setInterval(() => {}, 1000);
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  if (builtin) {
    assert.deepEqual(program.lines, []);
    return;
  }
  assert.deepEqual(program.lines, ['Oh, it was just voluntary – no need to worry']);
  assert.match(program.stderr, /^\(node:\d+\) \[DEP0007\] DeprecationWarning: .*suicide/);
});
