'use strict';

// Proves that the prebuilt binaries for arm64 run: under user-mode emulation, with Node's own program for arm64.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Installed, servedFrom } = require('../support/installed');
const { LINES, nodeOf } = require('../../scripts/nodes');

/** Debian's C and C++ libraries for arm64 (libstdc++6-arm64-cross). */
const LIBRARIES = '/usr/aarch64-linux-gnu';
const QEMU = 'qemu-aarch64-static';

const missing =
  (spawnSync(QEMU, ['--version']).status !== 0 && `no "${QEMU}" (Debian: qemu-user-static)`) ||
  (!fs.existsSync(`${LIBRARIES}/lib/libstdc++.so.6`) && 'no libstdc++6-arm64-cross');

/** A program that looks like Node for arm64. Forks go through it, too: a kernel knows nothing of the emulator. */
function emulated(installed, node) {
  const wrapper = path.join(installed.folder, 'node-arm64');
  const preload = path.join(installed.folder, 'exec-path.js');
  fs.writeFileSync(preload, `process.execPath = ${JSON.stringify(wrapper)};\n`);
  const emulate = `exec /usr/bin/env ${QEMU} -L ${LIBRARIES} "${node}" -r "${preload}" "$@"`;
  const script = `#!/bin/sh\nPATH='${process.env.PATH}'\n${emulate}\n`;
  fs.writeFileSync(wrapper, script, { mode: 0o755 });
  return wrapper;
}

// The first and the last: emulation takes its time, and what differs between the lines is tested on x64.
for (const line of [LINES[0], LINES[LINES.length - 1]]) {
  test(`Node ${line} for arm64`, { skip: missing }, (t) => {
    const installed = new Installed(t);
    installed.use(emulated(installed, nodeOf(line, 'arm64').node));
    const arch = installed.succeeds(installed.node, ['-p', 'process.arch']);
    assert.equal(arch, 'arm64');
    assert.deepEqual(installed.served(), servedFrom('prebuilds/linux-arm64-glibc'));
  });
}
