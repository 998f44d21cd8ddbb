'use strict';

// The example prometheus serves the sum of what all workers count, and what gocluster knows of each.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { BUILTIN } = require('../support/run');
const { askAll, portOf, request, startExample } = require('./example');

const valueOf = (text, name) => Number(text.match(new RegExp(`^${name} (.*)$`, 'm'))?.[1]);

test('metrics are summed over the workers', async (t) => {
  const program = startExample(t, 'prometheus', { env: { METRICS_PORT: '0' } });
  const port = await portOf(program);
  const [, metricsPort] = await program.prints(/^metrics on http:\/\/localhost:(\d+)\/metrics$/m);
  const answers = await askAll(async () => (await request({ port })).body);

  const { status, headers, body } = await request({ port: Number(metricsPort), path: '/metrics' });
  assert.equal(status, 200, body);
  assert.match(headers['content-type'], /^text\/plain/);
  assert.equal(valueOf(body, 'requests_total'), answers.length);
  assert.ok(valueOf(body, 'process_resident_memory_bytes') > 0, body);
  if (!BUILTIN) {
    const taken = body.match(/^gocluster_worker_connections_taken_total\{.*$/gm);
    const numbers = taken.map((line) => Number(line.split(' ').at(-1)));
    assert.equal(
      numbers.reduce((sum, each) => sum + each),
      answers.length,
    );
  }
  assert.equal(program.stderr, '');
});
