'use strict';

// Example 6: the listener given to the worker that fork() returned runs when it is online.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(6, "worker event 'online'", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  const worker = cluster.workers[1];
  console.log('listeners', worker.listenerCount('online'));
  worker.on('online', (...args) => {
    console.log('online', args.length);
    worker.disconnect();
  });
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, ['listeners 1', 'online 0']);
  assert.equal(program.stderr, '');
});
