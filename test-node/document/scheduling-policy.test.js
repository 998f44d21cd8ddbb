'use strict';

// schedulingPolicy is SCHED_RR unless NODE_CLUSTER_SCHED_POLICY says 'none'.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  const { schedulingPolicy, SCHED_RR, SCHED_NONE } = cluster;
  report(schedulingPolicy === SCHED_RR, schedulingPolicy === SCHED_NONE);
}

for (const [policy, expected] of [
  ['', [true, false]],
  ['rr', [true, false]],
  ['none', [false, true]],
]) {
  test(`NODE_CLUSTER_SCHED_POLICY=${policy}`, async (t) => {
    const { reports } = await run(t, program, { env: { NODE_CLUSTER_SCHED_POLICY: policy } });
    assert.deepEqual(reports, [expected]);
  });
}
