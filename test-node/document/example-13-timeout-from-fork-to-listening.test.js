'use strict';

// Example 13: a timer set at 'fork' is cleared by 'listening', and runs for the worker that never
// listens; 'exit' clears it and says so at once.

const assert = require('node:assert/strict');

const { testExample } = require('./document');

const SAID = 'Something must be wrong with the connection ...\n';

// The example's two seconds would race with a slow machine: the program keeps its timers itself, and
// runs what is due when worker 1 listens and worker 2 is online.
const CLOCK = `
const due = new Map();
const setTimeout = (run, ms) => due.set(due.size + 1, { run, ms }).size;
const clearTimeout = (id) => due.delete(id);
`;

testExample(13, 'only the worker that does not listen is reported', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${CLOCK}
${text}
  let up = 0;
  const runTimers = () => {
    if (++up < 2) return;
    for (const { run, ms } of due.values()) {
      console.log('a timer of', ms);
      run();
    }
  };
  cluster.on('listening', runTimers);
  cluster.fork();
  cluster.fork().on('online', runTimers);
} else if (cluster.worker.id === 1) {
  require('net').createServer().listen(8000);
} else {
  setInterval(() => {}, 1000);
}
`,
  );
  await program.until(() => program.stderr === SAID, 'its message');
  assert.deepEqual(program.lines, ['a timer of 2000']);
});

testExample(13, 'a worker that exits is reported at once, and only once', async (run) => {
  const program = run(
    (text) => `
const cluster = require('cluster');
if (cluster.isMaster) {
${text}
  cluster.fork();
} else {
  process.exit(0);
}
`,
  );
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.equal(program.stderr, SAID);
});
