'use strict';
// A worker stopped by SIGSTOP is passed over; after SIGCONT it serves again, and nothing was lost.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, onlyGocluster, STATS } = require('../listening/remote/start.js');
const { listen, served } = require('../listening/remote/acts.js');
const { burst, tally, tcpQueue } = require('../listening/remote/clients.js');
const { until } = require('../support/deadline.js');

const reason = onlyGocluster('one connection waits with the stopped worker');

test('SIGSTOP and SIGCONT', { skip: reason }, async (t) => {
  const cluster = await start(t, { workers: 3 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const [stopped, ...others] = cluster.workers;

  for (let round = 0; round < 3; round++) {
    stopped.kill('SIGSTOP');
    const during = tally(await burst(60, port));
    assert.equal(during.get(stopped.pid), undefined);

    stopped.kill('SIGCONT');
    await stopped.run(served); // it runs again
    let after = new Map();
    while (!after.get(stopped.pid)) after = tally(await burst(30, port));
  }
  for (const worker of others) assert.ok((await worker.run(served)) >= 30);
});

test('all stopped: everyone waits and is served after SIGCONT', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  for (const worker of cluster.workers) worker.kill('SIGSTOP');
  const answers = burst(100, port);
  await cluster.primary.run(() => {});
  for (const worker of cluster.workers) worker.kill('SIGCONT');
  const counts = tally(await answers);
  assert.deepEqual(new Set(counts.keys()), new Set(cluster.workers.map((worker) => worker.pid)));
  const totals = await cluster.everywhere(served);
  assert.equal(totals[0] + totals[1], 100);
});

const reasonToSkip = onlyGocluster('it keeps all of them in the primary');

test(
  'new ones have one connection each, the kernel has the others',
  { skip: reasonToSkip },
  async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
    // One that was stopped before it was idle would have none.
    await cluster.allIdle();
    for (const worker of cluster.workers) worker.kill('SIGSTOP');
    const answers = burst(10, port);
    await until(() => tcpQueue(port).clients === 10, 'ten connections');
    await until(() => tcpQueue(port).waiting <= 8, 'one for each worker');
    // An answer of the core's comes behind whatever it would have accepted.
    await cluster.primary.run(async (context, file) => void (await require(file).stats()), STATS);
    assert.equal(tcpQueue(port).waiting, 8);
    for (const worker of cluster.workers) worker.kill('SIGCONT');
    assert.equal((await answers).length, 10);
  },
);
