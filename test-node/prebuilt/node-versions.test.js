'use strict';

// Proves that the one set of prebuilt binaries runs with every line of Node, in every way to start it.

const test = require('node:test');
const assert = require('node:assert/strict');
const { Installed, servedFrom, PREBUILT } = require('../support/installed');
const { LINES, nodeOf } = require('../../scripts/nodes');

for (const line of LINES) {
  test(`Node ${line}`, (t) => {
    const { node } = nodeOf(line, process.arch);
    const installed = new Installed(t);
    installed.use(node);
    assert.deepEqual(installed.served(), servedFrom(`prebuilds/${PREBUILT}`));
  });
}
