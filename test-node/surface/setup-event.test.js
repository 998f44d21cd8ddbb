'use strict';

// 'setup' comes on the next tick of every setupPrimary(), also of the one in each fork(), with the
// settings object of that call, and before 'fork'.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

test("'setup': when, how often, with what", async (t) => {
  const { builtin, tested } = await both(t, (report) => {
    const cluster = require('node:cluster');
    if (cluster.isWorker) return cluster.worker.disconnect();
    const objects = [];
    cluster.on('setup', function (...args) {
      report('setup', {
        count: args.length,
        self: this === cluster,
        of: objects.indexOf(args[0]),
        current: args[0] === cluster.settings,
        args: args[0].args,
      });
    });
    cluster.on('fork', (worker) => report('fork', worker.id));
    cluster.setupPrimary({ args: ['first'] });
    objects.push(cluster.settings);
    process.nextTick(() => report('tick after the first'));
    cluster.setupPrimary({ args: ['second'] });
    objects.push(cluster.settings);
    report('returned');
    cluster.fork();
    objects.push(cluster.settings);
    cluster.fork();
    objects.push(cluster.settings);
    report('forked');
    process.nextTick(() => report('tick after fork'));
  });
  assert.deepEqual(tested, builtin);
});
