'use strict';

// Proves that every folder of tests is in a suite, so that it is run, and in test-node/README.md, so that it is found.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { FOLDERS, LONG, SAME_WITH_EVERY_NODE } = require('../../scripts/testing/folders');
const { repositoryFiles, read } = require('./files');

const tested = new Set(
  repositoryFiles().flatMap((name) => /^test-node\/([^/]+)\/.*\.test\.js$/.exec(name)?.[1] ?? []),
);

test('every folder of tests is in a suite, and every suite is of such folders', () => {
  assert.deepEqual([...new Set(Object.values(FOLDERS).flat())].sort(), [...tested].sort());
});

test('every folder of tests is in the README', () => {
  assert.ok(tested.size > 0, 'there are folders');
  const readme = read('test-node/README.md');
  for (const folder of tested) assert.ok(readme.includes(`\`${folder}\``), folder);
});

test('every file that the order and the suites name is there', () => {
  const files = new Set(repositoryFiles());
  for (const name of [...LONG, ...SAME_WITH_EVERY_NODE]) {
    assert.ok(files.has(`test-node/${name}`), name);
  }
});
