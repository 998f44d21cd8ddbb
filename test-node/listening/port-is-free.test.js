'use strict';
// When the last worker has closed a listener its port is free at once: for another process after
// 'close', and for the primary itself in the very handler of 'disconnect' or 'exit'.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { onlyGocluster, start } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { freePort, isFree } = require('./remote/clients.js');

/** In the primary: binds the port in the handler of the event that comes when the last worker goes. */
const bindAt = ({ cluster }, event, count, where) =>
  new Promise((resolve) => {
    let left = count;
    cluster.on(event, () => {
      if (--left > 0) return;
      const server = require('node:net').createServer();
      server.once('error', (error) => resolve(error.message));
      server.listen(where, () => server.close(() => resolve('free')));
    });
  });

async function twoListening(t) {
  const where = { port: await freePort(), host: '127.0.0.1' };
  const cluster = await start(t, { workers: 2 });
  await cluster.everywhere(listen, where);
  return { where, cluster };
}

test('after the last close another process may bind the port', async (t) => {
  const { where, cluster } = await twoListening(t);
  const [first, second] = cluster.workers;
  await first.run(close);
  assert.equal(await isFree(where.port, where.host), false);
  await second.run(close);
  assert.equal(await isFree(where.port, where.host), true);
});

test("in 'disconnect' after worker.disconnect()", async (t) => {
  const { where, cluster } = await twoListening(t);
  const bound = cluster.primary.run(bindAt, 'disconnect', 2, where);
  await cluster.primary.run(({ cluster }) => {
    for (const worker of Object.values(cluster.workers)) worker.disconnect();
  });
  assert.equal(await bound, 'free');
});

const exitFirst = onlyGocluster("its 'exit' may come before it has seen the disconnect");

for (const [event, skip] of [
  ['disconnect', false],
  ['exit', exitFirst],
]) {
  test(`in '${event}' after a kill`, { skip }, async (t) => {
    const { where, cluster } = await twoListening(t);
    const bound = cluster.primary.run(bindAt, event, 2, where);
    await cluster.primary.run(() => {}); // it answers in order: the handler is in place
    for (const worker of cluster.workers) worker.kill('SIGKILL');
    assert.equal(await bound, 'free');
  });
}

test('in the callback of cluster.disconnect() with one worker', async (t) => {
  const where = { port: await freePort(), host: '127.0.0.1' };
  const cluster = await start(t, { workers: 1 });
  await cluster.workers[0].run(listen, where);
  const outcome = await cluster.primary.run(
    ({ cluster }, target) =>
      new Promise((resolve) => {
        cluster.disconnect(() => {
          const server = require('node:net').createServer();
          server.once('error', (error) => resolve(error.message));
          server.listen(target, () => server.close(() => resolve('free')));
        });
      }),
    where,
  );
  assert.equal(outcome, 'free');
});
