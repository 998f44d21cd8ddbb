'use strict';

// An unknown cluster.schedulingPolicy is the error of Node at the first setupPrimary() or fork().

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

for (const [policy, methods] of Object.entries({
  7: ['setupPrimary', 'fork'],
  '"rr"': ['setupPrimary'],
  null: ['fork'],
})) {
  for (const method of methods) {
    test(`schedulingPolicy ${policy}, then ${method}()`, async (t) => {
      const { builtin, tested } = await both(
        t,
        (report) => {
          const cluster = require('node:cluster');
          if (cluster.isWorker) return cluster.worker.disconnect();
          cluster.schedulingPolicy = JSON.parse(process.env.POLICY);
          try {
            cluster[process.env.METHOD]();
          } catch (error) {
            report('throws', [error.name, error.code, error.message.split('\n')[0]]);
          }
          report('table', Object.keys(cluster.workers));
          report('policy', cluster.schedulingPolicy);
        },
        { env: { POLICY: policy, METHOD: method } },
      );
      assert.deepEqual(tested, builtin);
      assert.equal(tested[0][1][1], 'ERR_INTERNAL_ASSERTION');
    });
  }
}
