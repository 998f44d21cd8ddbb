'use strict';

// The example zero-downtime-restart replaces every worker on SIGHUP while requests go on, and none
// of them fails.

const assert = require('node:assert/strict');
const os = require('node:os');
const { test } = require('node:test');

const { portOf, request, startExample } = require('./example');

const CLIENTS = 4;
const MORE = 2 * os.cpus().length;

const pidOf = ({ body }) => body.match(/^version 1 from process (\d+)\n$/)[1];

test('no request fails while all workers are replaced', async (t) => {
  const program = startExample(t, 'zero-downtime-restart');
  const port = await portOf(program);

  let stop = false;
  const seen = [];
  const client = async () => {
    while (!stop) {
      const answer = await request({ port });
      assert.equal(answer.status, 200);
      seen.push(pidOf(answer));
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  const failed = clients.then(() => Promise.reject(new Error('the clients stopped')));
  failed.catch(() => {});
  process.kill(program.pid, 'SIGHUP');
  await Promise.race([program.prints('reloaded\n'), failed]);
  stop = true;
  await clients;

  const fresh = new Set();
  for (let i = 0; i < MORE; i++) fresh.add(pidOf(await request({ port })));
  const old = new Set(seen.filter((pid) => !fresh.has(pid)));
  assert.equal(fresh.size, os.cpus().length);
  assert.ok(old.size > 0, 'the old workers served too');
  for (const pid of old) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.equal(program.stderr, '');
});
