'use strict';

// rate-limiter-flexible's cluster store: one budget a client, whichever workers serve it.

const assert = require('node:assert/strict');
const { requestJson } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

sameOnBoth('rate-limiter-flexible shares one budget among the workers', {}, async (side, t) => {
  const program = start(t, side, 'rate-limiter-flexible.js');
  const port = await program.line('ready');
  assertSide(side, program);
  const visit = (key, method) => requestJson(`http://127.0.0.1:${port}/${key}`, { method });

  const one = [];
  for (let i = 0; i < 15; i++) one.push(await visit('one'));
  assert.deepEqual([...new Set(one.map(({ body }) => body.worker))].sort(), [1, 2, 3]);
  assert.equal(one.filter(({ status }) => status === 200).length, 12);

  // At the same time, over all workers: exactly the budget passes.
  const two = await Promise.all(Array.from({ length: 30 }, () => visit('two')));
  const remaining = two.filter(({ status }) => status === 200).map((r) => r.body.remainingPoints);
  const deleted = await visit('two', 'DELETE');
  const again = await visit('two');
  const { code, signal } = await program.end();
  return {
    one: one.map(({ status, body }) => [status, body.remainingPoints, body.consumed]),
    two: remaining.sort((a, b) => a - b),
    deleted: deleted.body,
    again: [again.status, again.body.remainingPoints],
    exit: [code, signal],
  };
});
