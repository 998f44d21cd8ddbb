'use strict';

// The way of docs/migrating.md from PM2's cluster mode to gocluster under its fork mode, by its own files and commands.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { until } = require('../support/deadline');
const { block } = require('../documents/blocks');
const { differentAnswers, folderWith, isOnGocluster } = require('./migration');
const { after, start, testNetwork } = require('../documents/sandbox');
const { missing, runInside } = require('../documents/tools');

const skip = missing('root', 'curl', 'ps');

/** PM2's command in a network and a home of its own; its daemon ends with the test. */
async function ownPm2(t, folder) {
  const network = await testNetwork(t);
  const holder = start(t, ['sleep', '600'], { folder, network });
  const home = path.join(folder, '.pm2');
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, 'touch'), ''); // else it asks for its newest version
  const env = {
    PM2_HOME: home,
    PM2_DISABLE_VERSION_CHECK: 'true',
    PM2_NO_INTERACTION: 'true',
    PATH: `${path.join(folder, 'node_modules', '.bin')}:${path.dirname(process.execPath)}:${process.env.PATH}`,
  };
  const pm2 = async (command) => {
    const line = ['sh', '-c', command];
    return (await runInside(holder, network, line, { cwd: folder, env })).stdout;
  };
  after(t, () => pm2('pm2 kill'));
  const list = async () => JSON.parse((await pm2('pm2 jlist')).match(/^\[.*\]$/m)[0]);
  return { pm2, list, holder, network };
}

test('from PM2 cluster mode to fork mode with gocluster', { skip, timeout: 180_000 }, async (t) => {
  const folder = folderWith(t, { 'server.js': 'pm2-server', 'ecosystem.config.js': 'pm2-before' });
  const [remove, begin, reload] = block('pm2-commands').trim().split('\n');
  const { pm2, list, holder, network } = await ownPm2(t, folder);

  await pm2(begin);
  await differentAnswers(holder, network, 2);
  const before = await list();
  assert.deepEqual(
    before.map(({ pm2_env: { exec_mode: mode } }) => mode),
    ['cluster_mode', 'cluster_mode'],
  );
  await pm2(remove);

  fs.writeFileSync(path.join(folder, 'primary.js'), block('pm2-primary'));
  fs.writeFileSync(path.join(folder, 'ecosystem.config.js'), block('pm2-after'));
  await pm2(begin);
  const old = await differentAnswers(holder, network, 2);
  const [{ pid, pm2_env: fork }] = await list();
  assert.equal(fork.exec_mode, 'fork_mode');
  assert.equal(isOnGocluster(pid), true);

  await pm2(reload);
  await until(async () => {
    const answers = await differentAnswers(holder, network, 2);
    return answers.every((answer) => !old.includes(answer));
  }, 'answers of new workers only');
  const [{ pid: same }] = await list();
  assert.equal(same, pid, 'the primary has stayed');

  await pm2(remove);
  assert.deepEqual(await list(), []);
  assert.ok(!fs.existsSync(`/proc/${pid}`), 'the primary has ended');
});
