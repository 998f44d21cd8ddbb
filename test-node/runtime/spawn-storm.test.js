'use strict';
// Hundreds of child processes come and go in the primary while the core hands off connections: every
// child ends as it should, every client is served, nothing crashes.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { load } = require('../handoff/load.js');

const ROUNDS = 5;
const CHILDREN = 80;
const AT_ONCE = 8;

const storm = async (context, count, atOnce) => {
  const { spawn } = require('node:child_process');
  let started = 0;
  const codes = [];
  const child = () =>
    new Promise((resolve, reject) => {
      spawn('/bin/sh', ['-c', `exit ${started % 3}`])
        .once('exit', (code, signal) => resolve(signal ?? code))
        .once('error', reject);
      started++;
    });
  const lane = async () => {
    while (started < count) codes.push(await child());
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return codes;
};

test('a storm of children while connections flow', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const clients = load(port);
  for (let round = 0; round < ROUNDS; round++) {
    const codes = await cluster.primary.run(storm, CHILDREN, AT_ONCE);
    const expected = Array.from({ length: CHILDREN }, (_, i) => i % 3);
    assert.deepEqual(codes.sort(), expected.sort());
    await clients.served(20);
  }
  await clients.stop();
  assert.equal(cluster.primary.hasExited, false);
});
