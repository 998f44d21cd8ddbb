'use strict';

// Proves that the packed package needs neither Go nor a compiler: installed in an empty folder, without running any script
// and with scripts allowed, it runs, in every way.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { Installed, servedFrom, PREBUILT } = require('../support/installed');

const PREBUILD = path.join(__dirname, '..', '..', 'scripts', 'prebuild.js');

test.before(() => {
  const { status, stderr } = spawnSync(process.execPath, [PREBUILD, PREBUILT], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

for (const [title, npmArgs] of [
  ['a package installed without running scripts', ['--ignore-scripts']],
  ['a package installed with scripts allowed', ['--foreground-scripts']],
]) {
  test(title, (t) => {
    const installed = new Installed(t, npmArgs);
    assert.deepEqual(installed.served(), servedFrom(`prebuilds/${PREBUILT}`));
  });
}
