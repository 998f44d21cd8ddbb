'use strict';

// The example graceful-shutdown answers what has begun, refuses what is new, and exits with 0.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { test } = require('node:test');

const { askAll, portOf, request, startExample } = require('./example');

/** A slow request whose answer has begun: { response, body } where body is the whole in the end. */
async function begin(port, agent) {
  const sent = http.get({ host: '127.0.0.1', port, path: '/slow', agent });
  const [response] = await once(sent, 'response');
  response.setEncoding('utf8');
  const [first] = await once(response, 'data');
  assert.equal(first, 'begun\n');
  const body = (async () => {
    let rest = '';
    for await (const text of response) rest += text;
    return first + rest;
  })();
  return { body };
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} lets requests finish`, async (t) => {
    const program = startExample(t, 'graceful-shutdown');
    const port = await portOf(program);
    await askAll(async () => (await request({ port })).body);

    // One connection that would be kept open, and one that would not.
    const agent = new http.Agent({ keepAlive: true });
    t.after(() => agent.destroy());
    const slow = [await begin(port, agent), await begin(port, false)];

    // Ctrl-C in a terminal reaches the workers as well as the primary.
    process.kill(signal === 'SIGINT' ? -program.pid : program.pid, signal);
    for (const { body } of slow) assert.equal(await body, 'begun\ndone\n');
    assert.deepEqual(await program.end(), { code: 0, signal: null });
    assert.match(program.stdout, /every worker is done\n$/);
    assert.equal(program.stderr, '');
    await assert.rejects(request({ port }), { code: 'ECONNREFUSED' });
  });
}

test('idle connections do not hold it', async (t) => {
  const program = startExample(t, 'graceful-shutdown');
  const port = await portOf(program);
  const agent = new http.Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  await request({ port, agent });
  const begun = Date.now();
  process.kill(program.pid, 'SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  // Its deadline, after which it kills, is ten seconds.
  assert.ok(Date.now() - begun < 9000, `${Date.now() - begun} ms`);
});

test('Ctrl-C while workers still start', async (t) => {
  const program = startExample(t, 'graceful-shutdown');
  // The first worker listens; another may be anywhere in its start, and dies of the signal.
  await portOf(program);
  process.kill(-program.pid, 'SIGINT');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.match(program.stdout, /every worker is done\n$/);
});
