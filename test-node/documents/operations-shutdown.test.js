'use strict';

// The program under "Shutting down" in docs/operations.md: what has begun is answered, and what is stuck ends at the deadline;
// also as process 1 of a process namespace, as in a container.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { block } = require('./blocks');
const { PRELOAD, makeFolder, start, testNetwork } = require('./sandbox');
const { until } = require('../support/deadline');
const { childrenOf } = require('../support/processes');
const { curl, curlSoon, missing, runInside } = require('./tools');

const LONG_DEADLINE = 'const DEADLINE_MS = 10_000;';
const skip = missing('root', 'curl', 'ps');

/** Starts it with `launch` in front of node: { program, network, primary }, the last its process id out here. */
async function startProgram(t, { text = block('shutdown'), launch = [] } = {}) {
  const folder = makeFolder(t, { 'server.js': text });
  const network = await testNetwork(t);
  const command = [...launch, process.execPath, ...PRELOAD.gocluster, 'server.js'];
  const program = start(t, command, { folder, network });
  const workers = new Set();
  await until(async () => {
    workers.add((await curlSoon(program, network, 'http://127.0.0.1:8000/'))[0]);
    return workers.size === 2;
  }, 'an answer of each worker');
  const primary = launch.length > 0 ? childrenOf(program.pid)[0] : program.pid;
  return { program, network, primary };
}

test('requests that have begun are answered, then it exits with 0', { skip }, async (t) => {
  const { program, network } = await startProgram(t);
  const begun = Promise.all(
    ['/slow', '/other'].map((url) =>
      curl(program, network, '-w', '%{http_code}', `http://127.0.0.1:8000${url}`),
    ),
  );
  await established(program, network, 2);
  process.kill(program.pid, 'SIGTERM');
  for (const [answer, code] of await begun) {
    assert.match(answer, /^done by [12]$/);
    assert.equal(code, '200');
  }
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.equal(program.stderr, '');
});

test('what is stuck is killed at the deadline', { skip }, async (t) => {
  const text = block('shutdown').replace(LONG_DEADLINE, 'const DEADLINE_MS = 500;');
  assert.match(text, /DEADLINE_MS = 500;/);
  const { program, network } = await startProgram(t, { text });
  const stuck = curl(program, network, 'http://127.0.0.1:8000/stuck');
  await established(program, network, 1);
  process.kill(program.pid, 'SIGTERM');
  await assert.rejects(stuck, { code: 52 }); // empty reply
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test('as process 1 it ends on SIGTERM', { skip: skip || missing('unshare') }, async (t) => {
  const launch = ['unshare', '--pid', '--fork', '--mount-proc'];
  const { program, primary } = await startProgram(t, { launch });
  process.kill(primary, 'SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test(
  'as process 1 without a handler it ignores SIGTERM',
  { skip: skip || missing('unshare') },
  async (t) => {
    const text = block('shutdown').replace("process.once('SIGTERM', ", "process.once('SIGUSR2', ");
    assert.match(text, /SIGUSR2/);
    const launch = ['unshare', '--pid', '--fork', '--mount-proc'];
    const { program, network, primary } = await startProgram(t, { text, launch });
    process.kill(primary, 'SIGTERM');
    // The same signal that is handled comes later and is seen: so the first had no effect.
    await curl(program, network, 'http://127.0.0.1:8000/[1-2]');
    assert.equal(program.ended, null);
    process.kill(primary, 'SIGUSR2');
    assert.deepEqual(await program.end(), { code: 0, signal: null });
  },
);

/** Waits until so many connections to port 8000 are with workers. */
function established(program, network, count) {
  const command = ['ss', '-Htnp', 'state', 'established', 'sport = :8000'];
  return until(async () => {
    const { stdout } = await runInside(program, network, command);
    return stdout.split('\n').filter((line) => line.includes('users:')).length >= count;
  }, `${count} connections`);
}
