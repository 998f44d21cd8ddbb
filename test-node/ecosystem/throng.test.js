'use strict';

// throng revives a worker that crashed, and on SIGTERM lets running requests finish. On gocluster's side it is started
// with the command: `gocluster program`.

const assert = require('node:assert/strict');
const { request } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

sameOnBoth('throng revives workers and stops them gracefully', {}, async (side, t) => {
  const program = start(t, side, 'throng.js', { way: 'cli' });
  const port = await program.line('ready');
  assertSide(side, program);
  const url = `http://127.0.0.1:${port}`;
  const visit = async () => (await request(url)).body;

  const before = [await visit(), await visit()].sort();
  await assert.rejects(request(`${url}/crash`), { code: 'ECONNRESET' });
  // The first of the two that started is 1, the one that replaces the lost one is the second.
  await program.line('up', 2);
  const after = new Set();
  for (let i = 0; i < 4; i++) after.add(await visit());
  assert.equal(after.size, 2, 'two workers serve again');
  assert.ok(after.has('3'), 'the new one among them');

  const slow = [request(`${url}/slow`), request(`${url}/slow`)];
  await program.line('begun', 2);
  program.kill('SIGTERM');
  const finished = (await Promise.all(slow)).map(({ body }) => body);
  const { code, signal } = await program.end(null);
  return { before, finished, exits: program.printed('exit'), exit: [code, signal] };
});
