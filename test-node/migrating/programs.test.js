'use strict';

// The programs of docs/migrating.md that stay as they are: by the command before they run on Node's own cluster, by the
// command after on gocluster, and they serve the same.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { until } = require('../support/deadline');
const { differentAnswers, folderWith, isOnGocluster, startCommand } = require('./migration');
const { childrenOf } = require('../support/processes');
const { missing } = require('../documents/tools');

const skip = missing('root', 'curl', 'ps');

const SERVER = { file: 'server.js', answers: /^worker [12]$/ };
const PRIMARY = {
  file: 'primary.js',
  answers: /^process \d+$/,
  more: { 'worker.js': 'forkers-worker' },
};
/** The blocks of the commands, by when. */
const CLUSTER = { before: 'cluster-before', after: 'cluster-after' };
const THRONG = { before: 'throng-before', after: 'throng-after' };
const FORKERS = { before: 'forkers-before', after: 'forkers-after' };
const CASES = [
  { title: 'cluster', commands: CLUSTER, block: 'cluster-server', ...SERVER },
  { title: 'throng', commands: THRONG, block: 'throng-server', ...SERVER },
  { title: 'recluster', commands: FORKERS, block: 'recluster-primary', ...PRIMARY },
  { title: 'cfork', commands: FORKERS, block: 'cfork-primary', ...PRIMARY },
];

for (const { title, commands, block, file, answers, more } of CASES) {
  for (const when of ['before', 'after']) {
    test(`${title}, ${when}`, { skip }, async (t) => {
      const folder = folderWith(t, { [file]: block, ...more });
      const { program, network } = await startCommand(t, commands[when], folder);
      for (const answer of await differentAnswers(program, network, 2)) {
        assert.match(answer, answers);
      }
      assert.equal(isOnGocluster(program.pid), when === 'after');

      // What crashes is replaced, by all of them.
      const [victim] = childrenOf(program.pid);
      process.kill(victim, 'SIGKILL');
      await until(() => {
        const pids = childrenOf(program.pid);
        return pids.length === 2 && !pids.includes(victim);
      }, 'a worker in the place of the killed one');
      await differentAnswers(program, network, 2);
    });
  }
}

for (const when of ['before', 'after']) {
  test(`recluster reloads on SIGUSR2, ${when}`, { skip }, async (t) => {
    const folder = folderWith(t, {
      'primary.js': 'recluster-primary',
      'worker.js': 'forkers-worker',
    });
    const { program, network } = await startCommand(t, FORKERS[when], folder);
    const old = await differentAnswers(program, network, 2);
    process.kill(program.pid, 'SIGUSR2');
    await until(async () => {
      const answers = await differentAnswers(program, network, 2);
      return answers.every((answer) => !old.includes(answer));
    }, 'answers of new workers only');
  });

  test(`throng ends on SIGTERM, ${when}`, { skip }, async (t) => {
    const folder = folderWith(t, { 'server.js': 'throng-server' });
    const { program, network } = await startCommand(t, THRONG[when], folder);
    await differentAnswers(program, network, 2);
    process.kill(program.pid, 'SIGTERM');
    assert.deepEqual(await program.end(), { code: 0, signal: null });
  });
}

/** By what they are moved from: the command, and the files that it is about. */
const IN_ONE_LINE = {
  PM2: {
    command: 'pm2-run',
    files: { 'server.js': 'pm2-server', 'ecosystem.config.js': 'pm2-before' },
  },
  throng: { command: 'throng-run', files: { 'worker.js': 'throng-worker' } },
  'recluster and cfork': { command: 'forkers-run', files: { 'worker.js': 'forkers-worker' } },
};

for (const [title, { command, files }] of Object.entries(IN_ONE_LINE)) {
  test(`${title}, in one line`, { skip }, async (t) => {
    const folder = folderWith(t, files);
    const { program, network } = await startCommand(t, command, folder);
    await differentAnswers(program, network, 2);
    const old = childrenOf(program.pid);
    assert.equal(isOnGocluster(program.pid), true);
    process.kill(old[0], 'SIGKILL');
    await until(() => {
      const pids = childrenOf(program.pid);
      return pids.length === 2 && !pids.includes(old[0]);
    }, 'a worker in the place of the killed one');
    process.kill(program.pid, 'SIGHUP');
    await until(() => program.stderr.includes('reload: done, 2 replaced'), 'the reload');
    await differentAnswers(program, network, 2);
    process.kill(program.pid, 'SIGTERM');
    assert.deepEqual(await program.end(), { code: 0, signal: null });
  });
}
