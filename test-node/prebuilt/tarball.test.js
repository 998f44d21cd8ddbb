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
  const cores = { glibc: 'libgocluster.so', musl: 'gocluster-core' };
  for (const arch of ['arm64', 'x64']) {
    for (const [libc, core] of Object.entries(cores)) {
      const files = fs.readdirSync(path.join(prebuilds, `linux-${arch}-${libc}`));
      assert.deepEqual(files.sort(), ['gocluster.node', core].sort());
    }
    const program = path.join(prebuilds, `linux-${arch}-musl`, cores.musl);
    fs.accessSync(program, fs.constants.X_OK);
  }

  const { scripts } = require(path.join(installed.package, 'package.json'));
  assert.equal(scripts, undefined);
  // Where it is at the top, Yarn and pnpm build by themselves.
  assert.ok(!fs.existsSync(path.join(installed.package, 'binding.gyp')));
});
