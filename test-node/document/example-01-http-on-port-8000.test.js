'use strict';

// Example 1: one worker a CPU shares port 8000, and the primary says which worker died.

const assert = require('node:assert/strict');
const os = require('node:os');

const { testExample } = require('./document');

const REQUESTS = 6;

testExample(1, 'workers share port 8000', async (run, network) => {
  const program = run((text) => text);
  const cpus = os.cpus().length;
  await program.until(
    () => program.stdout.match(/^Worker \d+ started$/gm)?.length === cpus,
    `${cpus} workers started`,
  );
  assert.equal(program.lines[0], `Master ${program.pid} is running`);

  // It prints before its server listens, and 'listening' is not among its events.
  const answers = network.get(program.pid, REQUESTS);
  assert.deepEqual(answers, Array(REQUESTS).fill({ status: 200, body: 'hello world\n' }));

  const [, pid] = program.stdout.match(/^Worker (\d+) started$/m);
  process.kill(Number(pid), 'SIGTERM');
  await program.prints(`worker ${pid} died\n`);
  assert.equal(program.lines.length, cpus + 2);
  assert.equal(program.stderr, '');
});
