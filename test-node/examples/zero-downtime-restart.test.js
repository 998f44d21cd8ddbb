'use strict';

// The example zero-downtime-restart replaces every worker on SIGHUP while requests go on, none of
// them fails, and only a version that starts goes into service.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT, askAll, portOf, request, startExample } = require('./example');

const CLIENTS = 4;

const pidOf = ({ body }) => body.match(/^version 1 from process (\d+)\n$/)[1];

test('no request fails while all workers are replaced', async (t) => {
  const program = startExample(t, 'zero-downtime-restart');
  const port = await portOf(program);
  await askAll(async () => pidOf(await request({ port })));

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

  const fresh = new Set(await askAll(async () => pidOf(await request({ port }))));
  const old = new Set(seen.filter((pid) => !fresh.has(pid)));
  assert.ok(old.size > 0, 'the old workers served too');
  for (const pid of old) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  assert.equal(program.stderr, '');
});

test('a new version goes into service, and one that does not start does not', async (t) => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-restart-'));
  t.after(() => fs.rmSync(copy, { recursive: true, force: true }));
  fs.cpSync(path.join(ROOT, 'examples', 'zero-downtime-restart'), copy, { recursive: true });
  const app = path.join(copy, 'app.js');
  const text = fs.readFileSync(app, 'utf8');

  const program = startExample(t, 'zero-downtime-restart', { copy });
  const port = await portOf(program);
  const bodies = () => askAll(async () => (await request({ port })).body);
  for (const body of await bodies()) assert.match(body, /^version 1 /);

  fs.writeFileSync(app, text.replace('version 1', 'version 2'));
  process.kill(program.pid, 'SIGHUP');
  await program.prints('reloaded\n');
  for (const body of await bodies()) assert.match(body, /^version 2 /);

  fs.writeFileSync(app, 'process.exit(3);');
  process.kill(program.pid, 'SIGHUP');
  await program.prints(/^not reloaded: the new worker did not start/m);
  assert.match(program.stdout, /^worker \d+ did not start \(3\)$/m);
  for (const body of await bodies()) assert.match(body, /^version 2 /);
  assert.equal(program.stderr, '');
});
