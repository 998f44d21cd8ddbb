'use strict';
// However the primary ends, its workers end as under the built-in: the same events in the same order, code 0.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { lose, startCluster } = require('./lose.js');

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
    const [expected, tested] = await Promise.all([eventsAfter(t, way, true), eventsAfter(t, way)]);
    assert.deepEqual(tested, expected);
    for (const events of tested.workers) assert.deepEqual(events.at(-1), ['exit', 0]);
  });
}
