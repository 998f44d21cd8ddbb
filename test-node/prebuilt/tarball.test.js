'use strict';

// Proves what is published: binaries of both kinds, and nothing that a package manager would run or build at install.

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { Installed } = require('../support/installed');

test('the tarball', (t) => {
  const installed = new Installed(t);
  const prebuilds = path.join(installed.package, 'prebuilds');
  const binaries = ['gocluster.node', 'libgocluster.so'];
  for (const platform of ['linux-arm64-glibc', 'linux-x64-glibc']) {
    assert.deepEqual(fs.readdirSync(path.join(prebuilds, platform)).sort(), binaries);
  }

  const { scripts } = require(path.join(installed.package, 'package.json'));
  for (const name of ['preinstall', 'install', 'postinstall'])
    assert.equal(scripts[name], undefined);
  // Where it is at the top, Yarn and others build by themselves.
  assert.ok(!fs.existsSync(path.join(installed.package, 'binding.gyp')));
});
