'use strict';

// The example express answers in all workers, and replaces one that crashes.

const assert = require('node:assert/strict');
const os = require('node:os');
const { test } = require('node:test');

const { askAll, portOf, request, startExample } = require('./example');

const CPUS = os.cpus().length;

async function ask(port) {
  const { status, body } = await request({ port });
  assert.equal(status, 200);
  const { hello, worker } = JSON.parse(body);
  assert.equal(hello, 'world');
  return worker;
}

test('all workers answer', async (t) => {
  const program = startExample(t, 'express');
  const port = await portOf(program);
  await askAll(() => ask(port));
  const headers = { 'Content-Type': 'application/json' };
  const echo = await request(
    { port, method: 'POST', path: '/echo', headers },
    JSON.stringify({ a: [1, 2] }),
  );
  assert.deepEqual(JSON.parse(echo.body), { a: [1, 2] });
  assert.equal((await request({ port, path: '/nowhere' })).status, 404);
  assert.equal(program.stderr, '');
});

test('a worker that crashes is replaced', async (t) => {
  const program = startExample(t, 'express');
  const port = await portOf(program);
  await askAll(() => ask(port));
  await assert.rejects(request({ port, path: '/crash' }), { code: 'ECONNRESET' });
  const [, id] = await program.prints(/^worker (\d+) died \(1\)$/m);
  assert.match(program.stderr, /Error: a bug/);
  const answers = await askAll(() => ask(port));
  assert.ok(answers.includes(CPUS + 1), `worker ${CPUS + 1} answers`);
  assert.ok(!answers.includes(Number(id)), `worker ${id} is gone`);
});
