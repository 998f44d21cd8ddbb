'use strict';

// Proves that the start of the core does not wait for a wait of its own: for 100 ms its thread keeps Go's scheduler out.

const { test } = require('node:test');
const { once } = require('node:events');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY, ROOT, run } = require('../support/run.js');

const WAIT_MS = 100;

const program = (report) => {
  const native = require(process.argv[2]);
  const addon = native.load();
  const begun = performance.now();
  native.attach(addon);
  report('took', performance.now() - begun);
  process.exit();
};

test('the core is there before its first wait is over', { skip: GOCLUSTER_ONLY }, async (t) => {
  // On a machine that is busy it may take longer for other reasons, now and then.
  await until(
    async () => {
      const started = run(t, program, { args: [path.join(ROOT, 'lib/native.js')], preload: [] });
      await once(started.child, 'exit');
      return started.all('took')[0] < WAIT_MS;
    },
    `a start within ${WAIT_MS} ms`,
    60_000,
  );
});
