'use strict';

// cluster.schedulingPolicy: its default, NODE_CLUSTER_SCHED_POLICY, and that it is frozen by the
// first setupPrimary() or fork(). Which policy is at work shows in who has the listening socket: with
// SCHED_NONE the worker has it too.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

const SCHED_NONE = 1;
const SCHED_RR = 2;

function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  if (cluster.isPrimary) {
    report('initial', cluster.schedulingPolicy);
    const { SET_BEFORE, SETUP_FIRST, SET_AFTER } = process.env;
    if (SET_BEFORE) cluster.schedulingPolicy = Number(SET_BEFORE);
    if (SETUP_FIRST) cluster.setupPrimary();
    if (SETUP_FIRST && SET_AFTER) cluster.schedulingPolicy = Number(SET_AFTER);
    cluster.fork();
    if (SET_AFTER) cluster.schedulingPolicy = Number(SET_AFTER);
    report('final', cluster.schedulingPolicy);
    return;
  }

  /** Whether this process itself holds a TCP socket that listens. */
  function holdsListeningSocket() {
    const listening = new Set();
    for (const line of fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === '0A') listening.add(`socket:[${fields[9]}]`);
    }
    return fs.readdirSync('/proc/self/fd').some((fd) => {
      try {
        return listening.has(fs.readlinkSync(`/proc/self/fd/${fd}`));
      } catch {
        return false; // the fd that read the folder
      }
    });
  }

  net.createServer().listen(0, '127.0.0.1', () => {
    report('held by worker', holdsListeningSocket());
    cluster.worker.disconnect();
  });
}

const CASES = [
  { name: 'the default is round robin', env: {}, initial: SCHED_RR, atWork: SCHED_RR },
  {
    name: 'NODE_CLUSTER_SCHED_POLICY=none',
    env: { NODE_CLUSTER_SCHED_POLICY: 'none' },
    initial: SCHED_NONE,
    atWork: SCHED_NONE,
  },
  {
    name: 'NODE_CLUSTER_SCHED_POLICY=rr',
    env: { NODE_CLUSTER_SCHED_POLICY: 'rr' },
    initial: SCHED_RR,
    atWork: SCHED_RR,
  },
  {
    name: 'NODE_CLUSTER_SCHED_POLICY with another word is ignored',
    env: { NODE_CLUSTER_SCHED_POLICY: 'NONE' },
    initial: SCHED_RR,
    atWork: SCHED_RR,
  },
  {
    name: 'set before the first fork',
    env: { SET_BEFORE: '1' },
    initial: SCHED_RR,
    atWork: SCHED_NONE,
  },
  {
    name: 'set before, against the environment',
    env: { NODE_CLUSTER_SCHED_POLICY: 'none', SET_BEFORE: '2' },
    initial: SCHED_NONE,
    atWork: SCHED_RR,
  },
  {
    name: 'set after setupPrimary() has no effect',
    env: { SETUP_FIRST: '1', SET_AFTER: '1' },
    initial: SCHED_RR,
    atWork: SCHED_RR,
    final: SCHED_NONE,
  },
  {
    name: 'set after the first fork has no effect',
    env: { SET_BEFORE: '1', SET_AFTER: '2' },
    initial: SCHED_RR,
    atWork: SCHED_NONE,
    final: SCHED_RR,
  },
];

for (const { name, env, initial, atWork, final = atWork } of CASES) {
  test(name, async (t) => {
    const running = run(t, program, { env });
    await running.success();
    assert.deepEqual(running.all('initial'), [initial]);
    assert.deepEqual(running.all('final'), [final]);
    assert.deepEqual(running.all('held by worker'), [atWork === SCHED_NONE]);
  });
}
