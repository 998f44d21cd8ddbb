'use strict';

// Example 4: the listener given to the worker that fork() returned runs when it listens.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(4, "worker event 'listening'", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  const worker = cluster.workers[1];
  console.log('listeners', worker.listenerCount('listening'));
  worker.on('listening', (...args) => {
    console.log('listening', args.length, args[0].address, args[0].port);
    worker.disconnect();
  });
} else {
  require('net').createServer().listen(8000, '127.0.0.1');
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.deepEqual(program.lines, ['listeners 1', 'listening 1 127.0.0.1 8000']);
  assert.equal(program.stderr, '');
});
