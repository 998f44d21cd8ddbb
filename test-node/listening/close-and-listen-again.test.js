'use strict';
// close, then listen on the same port: it works again and again, whoever else listens there.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { nodeVersion, onlyGocluster, start } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { allAnswer, ask, freePort } = require('./remote/clients.js');

test('a lone worker takes its port again', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const port = await freePort();
  await worker.run(listen, { port, host: '127.0.0.1' });
  for (let round = 0; round < 5; round++) {
    await worker.run(close);
    await worker.run(listen, { port, host: '127.0.0.1' });
    assert.equal(await ask(port), worker.pid);
  }
});

const drifts = nodeVersion[0] < 22 && onlyGocluster('before Node 22 it counts listens per port');

test('a worker comes back to a port that others kept', { skip: drifts }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [keeper, mover] = cluster.workers;
  const port = await freePort();
  await keeper.run(listen, { port, host: '127.0.0.1' });
  for (let round = 0; round < 5; round++) {
    await mover.run(listen, { port, host: '127.0.0.1' });
    await allAnswer(port, cluster.workers);
    await mover.run(close);
    assert.deepEqual([await ask(port), await ask(port)], [keeper.pid, keeper.pid]);
  }
});

test('close and listen in the same tick', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const port = await freePort();
  await worker.run(listen, { port, host: '127.0.0.1' });
  await worker.run(
    ({ state }, where) =>
      new Promise((resolve, reject) => {
        state.server.close();
        state.server.once('error', reject);
        state.server.listen(where, resolve);
      }),
    { port, host: '127.0.0.1' },
  );
  assert.equal(await ask(port), worker.pid);
});
