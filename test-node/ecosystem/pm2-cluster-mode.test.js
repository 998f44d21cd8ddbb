'use strict';

// PM2's cluster mode is a cluster of its own. With gocluster's preload in its workers, or in all of PM2, the same
// application gives the same: in someone else's workers gocluster steps aside.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { requestJson } = require('./client');
const { Pm2Daemon, isAlive, until } = require('./pm2-daemon');
const { PROGRAMS, hasGocluster } = require('./program');
const { REGISTER, SIDES } = require('./sides');

const INSTANCES = 2;
const VISITS = 12;
const TEST_DEADLINE_MS = 600_000;

/** Where the preload stands, and which of PM2's processes may have the addon then. */
const PLACES = {
  nowhere: { daemon: false, workers: false },
  'the workers': { nodeArgs: ['-r', REGISTER], daemon: false, workers: false },
  'the environment of all': { env: { NODE_OPTIONS: `-r ${REGISTER}` } },
};

/** What the application answers: one answer an instance. How often each is asked is not PM2's promise. */
async function visits(port) {
  const answers = new Map();
  for (let i = 0; i < VISITS; i++) {
    const { body } = await requestJson(`http://127.0.0.1:${port}/`);
    answers.set(body.instance, body);
  }
  return [...answers.values()].sort((a, b) => a.instance - b.instance);
}

async function drive(t, { nodeArgs, env, daemon: inDaemon, workers: inWorkers }) {
  const daemon = await Pm2Daemon.start(t, env);
  const ports = await daemon.run({
    name: 'app',
    script: path.join(PROGRAMS, 'pm2-app.js'),
    exec_mode: 'cluster',
    instances: INSTANCES,
    node_args: nodeArgs,
    env: { STAGE: 'test' },
  });
  assert.equal(new Set(ports).size, 1, 'all instances share one port');
  const [port] = ports;
  const first = await daemon.processes();
  if (inDaemon !== undefined) assert.equal(hasGocluster(daemon.pid), inDaemon);
  for (const { pid } of first) {
    if (inWorkers !== undefined) assert.equal(hasGocluster(pid), inWorkers);
  }
  const before = await visits(port);

  await daemon.reload('app');
  await daemon.messages('ready', 2 * INSTANCES);
  await until('end of the old workers', () => first.every(({ pid }) => !isAlive(pid)), daemon.log);
  const second = await daemon.processes();
  const after = await visits(port);

  const [crashed] = second;
  process.kill(crashed.pid, 'SIGKILL');
  const again = await daemon.messages('ready', 2 * INSTANCES + 1);
  const third = await visits(port);

  await daemon.delete('app');
  const left = await daemon.processes();
  assert.deepEqual(left, []);
  const modes = second.map(({ mode, restarts, status }) => [mode, restarts, status]);
  return { before, after, third, modes, samePort: new Set(again).size === 1 };
}

test(
  'PM2 cluster mode is the same with gocluster preloaded',
  { timeout: TEST_DEADLINE_MS },
  async (t) => {
    const results = [];
    for (const [place, options] of Object.entries(PLACES)) {
      if (place !== 'nowhere' && !SIDES.includes('gocluster')) continue;
      await t.test(`preload in ${place}`, async (t) => {
        results.push(await drive(t, options));
      });
    }
    for (const result of results) {
      assert.ok(result, 'a run without a result compares nothing');
      assert.deepEqual(result, results[0]);
    }
  },
);
