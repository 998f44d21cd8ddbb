'use strict';

// Example 2: the listener given to the worker that fork() returned runs when it disconnects.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(2, "worker event 'disconnect'", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  const worker = cluster.workers[1];
  console.log('listeners', worker.listenerCount('disconnect'));
  worker.on('online', () => worker.disconnect());
  worker.on('disconnect', (...args) => console.log('disconnect', args.length));
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, ['listeners 1', 'disconnect 0']);
  assert.equal(program.stderr, '');
});
