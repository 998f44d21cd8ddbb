'use strict';

// Proves that the blocks of docs/upgrade.md do what the text says: the command, and a primary of the program's own, whose place another
// process takes under load, also the place of that one; and that the old one serves again where the new one is lost.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run');
const { signal } = require('../support/processes');
const { Load } = require('../upgrade/load');
const { block } = require('./blocks');

const skip = GOCLUSTER_ONLY;
const RATE = 100;

/** Says the address, and when it is ready. */
const REPORT = `
const report = require('./report.cjs');
require('node:cluster').on('listening', (worker, { port }) => report('port', port));
`;

test('the command', () => {
  assert.equal(block('upgrade-verb').trim(), 'npx gocluster upgrade'); // test-node/upgrade runs it
});

function start(t, more = '') {
  const files = { 'server.js': `${REPORT}${block('upgrade-primary')}${more}` };
  return run(t, 'server.js', { files, preload: [], install: true, env: { PORT: '0' } });
}

/** The supervisor of the last start: the parent that answers. */
const answers = (load) => [...load.answers.keys()];

test('a primary of its own', { skip }, async (t) => {
  const program = start(t);
  const port = await program.next('port');
  await program.next('port');
  const load = new Load(port, RATE);
  let last = program.pid;
  for (let i = 1; i <= 2; i++) {
    signal(last, 'SIGUSR2');
    await program.until(() => answers(load).length === i + 1, 'answers of a new primary');
    await program.until(() => !program.pids().includes(last), 'the end of the old one');
    last = Number(answers(load).at(-1));
  }
  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.deepEqual(new Set(program.all('port')), new Set([port]));
  assert.equal(program.stderr, '');
  signal(last, 'SIGTERM');
  await program.gone();
});

test('a new one that is lost', { skip }, async (t) => {
  const program = start(
    t,
    `
if (cluster.isPrimary) {
  const { resume } = require('gocluster/upgrade');
  process.removeAllListeners('SIGUSR2').on('SIGUSR2', async () => {
    const { pid, lost } = await upgrade();
    report('upgraded', pid);
    cluster.disconnect();
    await lost;
    resume();
    cluster.fork();
    report('resumed');
  });
  setInterval(() => {}, 1000);
}
`,
  );
  const port = await program.next('port');
  await program.next('port');
  signal(program.pid, 'SIGUSR2');
  signal(await program.next('upgraded'), 'SIGKILL');
  await program.next('resumed');
  const load = new Load(port, RATE);
  await program.until(() => answers(load).length > 0, 'an answer');
  await load.stop();
  assert.deepEqual(answers(load), [`${program.pid}`]);
});
