'use strict';

// prom-client's AggregatorRegistry asks every worker through the primary and adds their metrics up.

const assert = require('node:assert/strict');
const { request } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

const REQUESTS = 40;

function values(text, name) {
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return lines.map((line) => Number(line.split(' ').at(-1))).sort((a, b) => a - b);
}

sameOnBoth('prom-client adds up what all workers have counted', {}, async (side, t) => {
  const program = start(t, side, 'prom-client.js');
  const { port, metrics } = await program.line('ready');
  assertSide(side, program);

  for (let i = 0; i < REQUESTS; i++) {
    await request(`http://127.0.0.1:${port}/${'x'.repeat(i)}`);
  }
  const before = await request(`http://127.0.0.1:${metrics}/`);
  const served = values(before.body, 'served_total{');
  assert.deepEqual(served, [REQUESTS / 2, REQUESTS / 2], 'one request after the other alternates');

  await request(`http://127.0.0.1:${port}/crash`);
  await program.line('again');
  const after = await request(`http://127.0.0.1:${metrics}/`);
  // A counter dies with its worker; the survivor's is still there.
  assert.deepEqual(values(after.body, 'served_total{'), [REQUESTS / 2]);

  const { code, signal } = await program.end();
  return {
    served,
    type: before.headers['content-type'],
    buckets: values(before.body, 'body_bytes_bucket'),
    peak: values(before.body, 'peak '),
    exit: [code, signal],
  };
});
