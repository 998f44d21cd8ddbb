'use strict';

// Example 14: 'listening' of cluster gives the address and the port of each listen.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(14, "cluster event 'listening'", async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  let listens = 0;
  cluster.on('listening', (worker) => {
    if (++listens === 2) worker.disconnect();
  });
  cluster.fork();
} else {
  const net = require('net');
  net.createServer().listen(8000, '127.0.0.1', () => net.createServer().listen(8001));
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  // Without a host there is no address to tell.
  assert.deepEqual(program.lines, [
    'A worker is now connected to 127.0.0.1:8000',
    'A worker is now connected to null:8001',
  ]);
  assert.equal(program.stderr, '');
});
