'use strict';

// The example many-machines with real balancers: an upgrade loses nothing, a machine that stands still gets nothing and comes back, and one that
// is killed takes only what it was working on along. Where it may not make networks it says so.

const assert = require('node:assert/strict');
const { execFile, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { missing } = require('../documents/tools');
const { GOCLUSTER_ONLY, ROOT } = require('../support/run');

const PROGRAM = path.join(ROOT, 'examples', 'many-machines', 'run.js');
const NOBODY = 65534;
/** Only a hang reaches it, however loaded the machine is. */
const LIMIT_MS = 900_000;

const namespaces = spawnSync('unshare', ['-n', 'true']).status === 0;
const skip =
  GOCLUSTER_ONLY ||
  missing('root', 'haproxy', 'nginx') ||
  (!namespaces && 'no network namespace can be made here');

const leftovers = () =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('gocluster-machines-'));

test('three machines behind HAProxy', { skip, timeout: LIMIT_MS }, async () => {
  const before = leftovers();
  const options = ['--rounds', '1', '--rate', '60', '--only', 'upgrade,stall,die,address'];
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...options]);
  const rows = stdout.trim().split('\n').slice(2);
  const [upgrade, stall, die, address] = rows.map((row) =>
    row.split(' | ').map((each) => each.trim()),
  );
  for (const [, requests, , strangers] of [upgrade, stall, die, address]) {
    assert.ok(Number(requests) > 100, stdout);
    assert.equal(strangers, '0', stdout);
  }
  for (const [, , failed] of [upgrade, stall, address]) assert.equal(failed, '0', stdout);
  assert.match(stall.at(-1), /shares then: a 0 %.*; up .*shares then: a [1-9]\d %/, stdout);
  assert.match(die.at(-1), /^failed of those begun after its end: 0; shares then: a 0 %/, stdout);
  assert.match(address.at(-1), /^a client has met 1\.0 machines and 1\.0 workers/, stdout);
  assert.deepEqual(leftovers(), before);
});

test('without the right it says what it needs', { skip }, async () => {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM], {
    uid: NOBODY,
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /^it needs root: /);
});
