'use strict';
// However the primary ends, its workers end as under the built-in: the same events in the same order, code 0.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { inOneOf } = require('../support/attempts.js');
const { lose, startCluster } = require('./lose.js');

const ATTEMPTS = 5;

const WAYS =
  'SIGKILL SIGTERM SIGSEGV SIGINT SIGHUP SIGQUIT abort exit reallyExit exception rejection exitInHandler'.split(
    ' ',
  );

async function eventsAfter(t, way, builtin) {
  const { primary, pids } = await startCluster(t, { builtin });
  const end = await lose(primary, way);
  await primary.gone();
  const workers = pids.map((pid) =>
    primary.reports
      .filter((report) => report.pid === pid)
      .map(({ name, value }) => (name === 'listening' ? [name] : [name, value])),
  );
  return { end, workers };
}

for (const way of WAYS) {
  test(`the primary ends by ${way}`, async (t) => {
    const tested = await eventsAfter(t, way);
    for (const events of tested.workers) assert.deepEqual(events.at(-1), ['exit', 0]);
    // One of the built-in's may have something to say to its primary in this moment, and ends by that error.
    await inOneOf(ATTEMPTS, async () => {
      assert.deepEqual(tested, await eventsAfter(t, way, true));
    });
  });
}
