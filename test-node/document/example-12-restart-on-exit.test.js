'use strict';

// Example 12: 'exit' says how the worker died, and fork() in its listener makes the next one.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

testExample(12, 'fork() again on exit', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  cluster.on('fork', (worker) => console.log('fork', worker.id, worker.process.pid));
  cluster.fork();
} else if (cluster.worker.id === 1) {
  process.exit(3);
} else if (cluster.worker.id === 2) {
  process.kill(process.pid, 'SIGKILL');
} else {
  console.log('worker 3 runs');
  setInterval(() => {}, 1000);
}
`,
  );
  await program.prints('worker 3 runs\n');
  const pid = (id) => program.stdout.match(new RegExp(`^fork ${id} (\\d+)$`, 'm'))[1];
  assert.deepEqual(
    program.lines.filter((line) => line.endsWith('restarting...')),
    [`worker ${pid(1)} died (3). restarting...`, `worker ${pid(2)} died (SIGKILL). restarting...`],
  );
  assert.equal(program.stderr, '');
});
