'use strict';
// What a worker had not read when it was killed is served by others; no client hangs or is cut off.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { until } = require('../support/deadline.js');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen, served } = require('../listening/remote/acts.js');
const { ask, block, burst, tally, tcpQueue } = require('../listening/remote/clients.js');

const reason = onlyGocluster('a connection that the dead worker had not read hangs for ever');
const anywhere = { port: 0, host: '127.0.0.1' };

test('killed while blocked, with another worker at hand', { skip: reason }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const [victim, other] = cluster.workers;
  await block(t, victim);
  const answers = burst(50, port);
  victim.kill('SIGKILL');
  assert.deepEqual(tally(await answers), new Map([[other.pid, 50]]));
  assert.equal(await other.run(served), 50);
});

test('killed while all were blocked: the survivor serves everyone', { skip: reason }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const [victim, survivor] = cluster.workers;
  const gates = [await block(t, victim), await block(t, survivor)];
  const answers = burst(100, port);
  await until(() => tcpQueue(port).clients >= 100, '100 connections');
  victim.kill('SIGKILL');
  await victim.exited;
  await gates[1].release();
  assert.deepEqual(tally(await answers), new Map([[survivor.pid, 100]]));
  assert.equal(await survivor.run(served), 100);
});

test('killed, and served by a worker that was forked afterwards', { skip: reason }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, anywhere);
  const [victim, stuck] = cluster.workers;
  const gates = [await block(t, victim), await block(t, stuck)];
  const answers = burst(40, port);
  victim.kill('SIGKILL');
  const heir = await cluster.fork();
  await heir.run(listen, anywhere);
  assert.deepEqual(tally(await answers), new Map([[heir.pid, 40]]));
  await gates[1].release();
  assert.ok([stuck.pid, heir.pid].includes(await ask(port)));
});
