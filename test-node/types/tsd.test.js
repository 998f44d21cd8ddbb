'use strict';

// Proves what the types say, and that they do not say more: see tsd/cluster.test-d.ts.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { default: tsd } = require('tsd');

const ROOT = path.join(__dirname, '..', '..');

test("tsd's expectations", async () => {
  const found = await tsd({
    cwd: ROOT,
    typingsFile: 'lib/cluster.d.ts',
    testFiles: ['test-node/types/tsd/*.test-d.ts'],
  });
  const lines = found.map(({ fileName, line, message }) => `${fileName}:${line} ${message}`);
  assert.deepEqual(lines, []);
});
