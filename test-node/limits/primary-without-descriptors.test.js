'use strict';
// A primary that has used up its descriptors: clients wait in the kernel and nobody turns in circles.
// They are served as soon as there are descriptors again, every one of them. (The built-in accepts such
// connections only to close them.)

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { allAnswer, ask, block, burst, tally } = require('../listening/remote/clients.js');
const {
  assertIdle,
  descriptors,
  freeDescriptors,
  settled,
  takeDescriptors,
  withDescriptors,
} = require('./shortage.js');

const LIMIT = 200;
const CLIENTS = 400;
const skip = onlyGocluster('it closes what it has no descriptor for');
const anywhere = { port: 0, host: '127.0.0.1' };

test('the program takes all descriptors, and gives them back', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2, execPath: withDescriptors(t, LIMIT) });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const { primary } = cluster;
  for (let round = 0; round < 2; round++) {
    assert.ok((await primary.run(takeDescriptors)) > 0);
    const answers = burst(CLIENTS, port);
    await assertIdle(primary.pid, ...cluster.workers.map(({ pid }) => pid));
    await primary.run(freeDescriptors);
    const served = tally(await answers);
    assert.equal(
      [...served.values()].reduce((a, b) => a + b),
      CLIENTS,
    );
  }
});

test('blocked workers and more clients than descriptors', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2, execPath: withDescriptors(t, LIMIT) });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const { primary, workers } = cluster;
  const before = descriptors(primary.pid);
  const gates = [await block(t, workers[0]), await block(t, workers[1])];
  const answers = burst(CLIENTS, port);
  const most = await settled(() => descriptors(primary.pid), 'a primary that accepts no more');
  assert.ok(most < LIMIT - 20, `${most} of ${LIMIT}: some are left to the program`);
  await assertIdle(primary.pid);
  assert.ok((await primary.run(takeDescriptors)) >= 20, 'and it can have them');
  await assertIdle(primary.pid);

  // One is lost with a full table: what it had not read goes to the other all the same.
  workers[0].kill('SIGKILL');
  await workers[0].exited;
  await gates[1].release();
  assert.deepEqual(tally(await answers), new Map([[workers[1].pid, CLIENTS]]));

  await primary.run(freeDescriptors);
  const heir = await cluster.fork();
  await heir.run(listen, anywhere);
  await allAnswer(port, [workers[1], heir]);
  await until(() => descriptors(primary.pid) <= before, 'as few descriptors as before');
});

test('worker.kill() and a new worker while few are left', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1, execPath: withDescriptors(t, LIMIT) });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const [first] = cluster.workers;
  await cluster.primary.run(takeDescriptors, 12); // starting a process takes about that many
  const second = await cluster.fork();
  await second.run(listen, anywhere);
  first.kill('SIGKILL');
  await first.exited;
  assert.equal(await ask(port), second.pid);
});
