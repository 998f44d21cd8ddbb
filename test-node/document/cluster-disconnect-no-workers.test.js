'use strict';

// cluster.disconnect() without a worker calls back too, later.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { run } = require('./program');

function program(cluster, report) {
  cluster.disconnect(() => report('callback'));
  report('returned');
}

test('a callback without workers', async (t) => {
  const { reports } = await run(t, program);
  assert.deepEqual(reports, [['returned'], ['callback']]);
});
