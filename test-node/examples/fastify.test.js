'use strict';

// The example fastify answers in all workers, and closes every application on SIGTERM.

const assert = require('node:assert/strict');
const os = require('node:os');
const { test } = require('node:test');

const { askAll, portOf, request, startExample } = require('./example');

const CPUS = os.cpus().length;
const [major] = process.versions.node.split('.').map(Number);
const skip = major < 20 && 'fastify 5 needs Node 20 or later';

test('all workers answer, and close on SIGTERM', { skip }, async (t) => {
  const program = startExample(t, 'fastify');
  const port = await portOf(program);
  const { status, body } = await request({ port });
  assert.equal(status, 200);
  assert.equal(JSON.parse(body).hello, 'world');
  const headers = { 'Content-Type': 'application/json' };
  const echo = await request({ port, method: 'POST', path: '/echo', headers }, '{"a":[1,2]}');
  assert.equal(echo.body, '{"a":[1,2]}');
  // Every worker must have its application before it is asked to close it.
  await askAll(async () => JSON.parse((await request({ port })).body).worker);
  process.kill(program.pid, 'SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  const closed = program.lines.filter((line) => /^worker \d+ has closed$/.test(line));
  assert.equal(closed.length, CPUS);
});
