'use strict';

// Proves that where no prebuilt binary fits fork() says how to build from source, that the package holds all that it is
// built from, and that what was built is what runs.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Installed, servedFrom, NODE } = require('../support/installed');

const DEADLINE_MS = 300_000;

test('a build from source', (t) => {
  const installed = new Installed(t);
  const prebuilds = path.join(installed.package, 'prebuilds');
  fs.rmSync(prebuilds, { recursive: true, force: true });

  const { status, stderr } = installed.run(installed.node, ['requires.js']);
  assert.equal(status, 1);
  assert.match(stderr, /ERR_CLUSTER_NATIVE/);
  const script = /needs Go and a C compiler: node (\S+)/.exec(stderr)?.[1];
  assert.equal(script, path.join(fs.realpathSync(installed.package), 'scripts', 'build.js'));

  const options = { cwd: installed.folder, encoding: 'utf8', timeout: DEADLINE_MS };
  const build = spawnSync(NODE, [script], options);
  assert.equal(build.status, 0, build.stderr);

  // Empty folders where the prebuilt ones were: what is built wins.
  fs.mkdirSync(prebuilds);
  assert.deepEqual(installed.served(), servedFrom('build/Release'));
});
