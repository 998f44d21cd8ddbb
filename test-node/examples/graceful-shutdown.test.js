'use strict';

// The example graceful-shutdown answers what has begun, refuses what is new, and exits with 0.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT, askAll, portOf, request, startExample } = require('./example');

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
  // Not by its deadline: that is later than this test's.
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-graceful-'));
  t.after(() => fs.rmSync(copy, { recursive: true, force: true }));
  const text = fs.readFileSync(
    path.join(ROOT, 'examples', 'graceful-shutdown', 'server.js'),
    'utf8',
  );
  const patient = text.replace('DEADLINE_MS = 10_000', 'DEADLINE_MS = 3_600_000');
  assert.notEqual(patient, text);
  fs.writeFileSync(path.join(copy, 'server.js'), patient);
  const program = startExample(t, 'graceful-shutdown', { copy });
  const port = await portOf(program);
  const agent = new http.Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  await request({ port, agent });
  process.kill(program.pid, 'SIGTERM');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
});

test('Ctrl-C while workers still start', async (t) => {
  const program = startExample(t, 'graceful-shutdown');
  // The first worker listens; another may be anywhere in its start, and dies of the signal.
  await portOf(program);
  process.kill(-program.pid, 'SIGINT');
  assert.deepEqual(await program.end(), { code: 0, signal: null });
  assert.match(program.stdout, /every worker is done\n$/);
});
