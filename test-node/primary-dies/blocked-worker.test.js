'use strict';
// The primary dies while workers are blocked: the port is free at once, the free worker ends at once, a blocked one when it
// comes to itself, all with code 0, and every client's connection ends. As under the built-in, whose workers end with 1 at times.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { signal } = require('../support/processes.js');
const { folder } = require('../listening/remote/clients.js');
const { assertAsBuiltin, client, listenAtOnce, lose, startCluster, stateOf } = require('./lose.js');

const WAITING = 20;

const codes = (primary) => primary.all('exit');

async function busyWorker(t, builtin) {
  const { primary, place, pids } = await startCluster(t, { builtin });
  const gate = path.join(folder(t), 'gate');
  const blocking = client(t, place, gate);
  const busy = await primary.next('busy');
  const free = pids.find((pid) => pid !== busy);
  await lose(primary, 'SIGKILL');
  const error = await listenAtOnce(place);
  await until(() => stateOf(free) === 'gone', 'the end of the free worker');
  const stillBusy = stateOf(busy) === 'running';
  fs.writeFileSync(gate, '');
  await primary.gone();
  const { answer } = await blocking.ended();
  return { error, stillBusy, answered: answer === String(busy), codes: codes(primary) };
}

test('a worker in a busy loop', async (t) => {
  const [expected, tested] = await Promise.all([busyWorker(t, true), busyWorker(t)]);
  assertAsBuiltin(tested, expected);
  assert.deepEqual(tested, { error: null, stillBusy: true, answered: true, codes: [0, 0] });
});

test('all workers in busy loops, with clients waiting', async (t) => {
  const { primary, place, pids } = await startCluster(t);
  const gate = path.join(folder(t), 'gate');
  const blocking = pids.map(() => client(t, place, gate));
  for (let i = 0; i < pids.length; i++) await primary.next('busy');
  const waiting = Array.from({ length: WAITING }, () => client(t, place));
  await lose(primary, 'SIGKILL');
  assert.equal(await listenAtOnce(place), null);
  fs.writeFileSync(gate, '');
  await primary.gone();
  assert.deepEqual(codes(primary), [0, 0]);
  for (const { ended } of [...blocking, ...waiting]) await ended();
});

async function stoppedWorker(t, builtin) {
  const { primary, place, pids } = await startCluster(t, { builtin });
  const [stopped, other] = pids;
  signal(stopped, 'SIGSTOP');
  t.after(() => signal(stopped, 'SIGCONT'));
  const waiting = Array.from({ length: WAITING }, () => client(t, place));
  await lose(primary, 'SIGKILL');
  const error = await listenAtOnce(place);
  await until(() => stateOf(other) === 'gone', 'the end of the other worker');

  // The next primary does not have to wait for it.
  const next = await startCluster(t, { place, builtin });
  const { answer } = await client(t, place).ended();
  const served = next.pids.includes(Number(answer));
  const stays = stateOf(stopped) === 'running';
  signal(stopped, 'SIGCONT');
  await primary.gone();
  for (const { ended } of waiting) await ended();
  return { error, served, stays, codes: codes(primary) };
}

test('a stopped worker', async (t) => {
  const [expected, tested] = await Promise.all([stoppedWorker(t, true), stoppedWorker(t)]);
  assertAsBuiltin(tested, expected);
  assert.deepEqual(tested, { error: null, served: true, stays: true, codes: [0, 0] });
});
