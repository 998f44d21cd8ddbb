'use strict';

// Proves that the prebuilt binaries are for the right processor, and run with every glibc that a Node of theirs runs with.

const test = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { glibcNeeded } = require('../../scripts/glibc-needed');

const PREBUILDS = path.join(__dirname, '..', '..', 'prebuilds');
const FILES = ['gocluster.node', 'libgocluster.so'];
/** What Node 18 needs: glibc 2.28. */
const NODES_FLOOR = 28;
/** Where an ELF file says which processor it is for, and the values. */
const MACHINE_OFFSET = 18;
const MACHINES = { 'linux-x64-glibc': 62, 'linux-arm64-glibc': 183 };

for (const [platform, machine] of Object.entries(MACHINES)) {
  for (const name of FILES) {
    const file = path.join(PREBUILDS, platform, name);

    test(`${platform}/${name} is for this processor`, () => {
      assert.equal(fs.readFileSync(file).readUInt16LE(MACHINE_OFFSET), machine);
    });

    test(`${platform}/${name} needs no newer glibc than Node`, () => {
      const needed = glibcNeeded(file);
      assert.ok(needed.some(({ symbol }) => symbol === 'pthread_create'));
      assert.deepEqual(
        needed.filter(({ minor }) => minor > NODES_FLOOR),
        [],
      );
    });
  }
}
