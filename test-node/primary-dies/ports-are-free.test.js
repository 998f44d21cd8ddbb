'use strict';
// When the primary has ended its ports can be bound in the same moment, and the next primary serves there. The file of a
// Unix socket stays behind a primary that was killed, as under the built-in, and only then.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { folder } = require('../listening/remote/clients.js');
const { client, listenAtOnce, lose, startCluster } = require('./lose.js');

const IS_PROCESS = process.env.GOCLUSTER_CORE === 'process';
const NORMAL = ['exit', 'exception'];

for (const way of ['SIGKILL', 'SIGTERM', 'abort', ...NORMAL]) {
  test(`a port after ${way}`, async (t) => {
    const { primary, place } = await startCluster(t);
    assert.match((await client(t, place).ended()).answer, /^\d+$/);
    await lose(primary, way);
    // A core that is a process follows a primary that a signal has ended.
    if (IS_PROCESS && !NORMAL.includes(way)) {
      await until(async () => (await listenAtOnce(place)) === null, 'the port to be free');
    } else {
      assert.equal(await listenAtOnce(place), null, 'in the moment of its end');
    }
    const next = await startCluster(t, { place });
    const { answer } = await client(t, place).ended();
    assert.ok(next.pids.includes(Number(answer)), 'the next primary serves');
    await primary.gone();
  });
}

/** What the next program finds on the path: { left, error } and the error once it has removed the file. */
async function pathAfter(t, way, builtin) {
  const place = path.join(folder(t), 'socket');
  const { primary } = await startCluster(t, { place, builtin });
  assert.match((await client(t, place).ended()).answer, /^\d+$/);
  await lose(primary, way);
  const left = fs.existsSync(place);
  const error = await listenAtOnce(place);
  fs.rmSync(place, { force: true });
  const next = await startCluster(t, { place, builtin });
  const { answer } = await client(t, place).ended();
  assert.ok(next.pids.includes(Number(answer)), 'the next primary serves');
  await primary.gone();
  return { left, error };
}

for (const way of ['SIGKILL', 'SIGTERM', 'abort', 'disconnect']) {
  test(`a path after ${way}`, async (t) => {
    const [expected, tested] = await Promise.all([pathAfter(t, way, true), pathAfter(t, way)]);
    assert.deepEqual(tested, expected);
    const killed = way !== 'disconnect';
    assert.deepEqual(tested, { left: killed, error: killed ? 'EADDRINUSE' : null });
  });
}
