'use strict';

// PM2 in fork mode runs a program that has a cluster of its own: the built-in, gocluster by preload, or gocluster by
// its name.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { requestJson } = require('./client');
const { Pm2Daemon, isAlive, until } = require('./pm2-daemon');
const { childrenOf } = require('../support/processes');
const { PROGRAMS, hasGocluster } = require('./program');
const { SIDES, linkGocluster, nodeArgs } = require('./sides');

const VISITS = 12;
const TEST_DEADLINE_MS = 600_000;

const WAYS = {
  'built-in': {},
  'gocluster by preload': { node_args: nodeArgs('gocluster') },
  'gocluster by name': { env: { CLUSTER_PACKAGE: 'gocluster' } },
};

/** What the workers answer: one answer a worker. */
async function visits(port) {
  const answers = new Map();
  for (let i = 0; i < VISITS; i++) {
    const { body } = await requestJson(`http://127.0.0.1:${port}/`);
    answers.set(body.worker, body);
  }
  return [...answers.values()].sort((a, b) => a.worker - b.worker);
}

async function drive(t, way, options) {
  const daemon = await Pm2Daemon.start(t);
  const script = path.join(PROGRAMS, 'pm2-own-cluster.js');
  const [port] = await daemon.run({ name: 'app', script, exec_mode: 'fork', ...options });
  const [{ pid, mode }] = await daemon.processes();
  const workers = childrenOf(pid);
  for (const each of [pid, ...workers]) {
    assert.equal(hasGocluster(each), way !== 'built-in', `the cluster of process ${each}`);
  }

  const before = await visits(port);
  assert.deepEqual(before.map((answer) => answer.pid).sort(), workers.sort());
  process.kill(before[0].pid, 'SIGKILL');
  const revived = await daemon.messages('revived', 1);
  const after = await visits(port);

  await daemon.restart('app');
  const [, again] = await daemon.messages('ready', 2);
  await until(
    'end of the old primary',
    () => [pid, ...workers].every((p) => !isAlive(p)),
    daemon.log,
  );
  const restarted = await visits(again);
  const [{ pid: newPid, restarts }] = await daemon.processes();
  const last = [newPid, ...childrenOf(newPid)];
  await daemon.delete('app');
  await until('end of all processes', () => last.every((p) => !isAlive(p)), daemon.log);
  const answers = [before, after, restarted].map((list) => list.map((a) => ({ ...a, pid: null })));
  return { mode, answers, revived, restarts };
}

test(
  'PM2 fork mode runs a program with its own cluster',
  { timeout: TEST_DEADLINE_MS },
  async (t) => {
    linkGocluster();
    const results = [];
    for (const [way, options] of Object.entries(WAYS)) {
      if (way !== 'built-in' && !SIDES.includes('gocluster')) continue;
      await t.test(way, async (t) => {
        results.push(await drive(t, way, options));
      });
    }
    for (const result of results) {
      assert.ok(result, 'a run without a result compares nothing');
      assert.deepEqual(result, results[0]);
    }
  },
);
