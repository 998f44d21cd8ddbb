'use strict';

// Proves that no file that somebody has to read is over 400 lines.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { repositoryFiles, read } = require('./files');

const LIMIT = 400;
/** What is written by a program, is no program, or is a reference that is searched, not read through. */
const NOT_READ =
  /(^|\/)(package-lock\.json|go\.sum|LICENSE)$|\/testdata\/|^bench\/results\/|^docs\//;
const TEXT = /\.(js|mjs|cjs|ts|mts|cts|go|c|h|md|json|gyp|sh|html)$|^\.ci\//;

test('no file is over 400 lines', () => {
  const read400 = repositoryFiles().filter((name) => TEXT.test(name) && !NOT_READ.test(name));
  assert.ok(read400.length > 100, 'the list of files is not empty');
  const long = read400
    .map((name) => [name, read(name).split('\n').length - 1])
    .filter(([, lines]) => lines > LIMIT);
  assert.deepEqual(long, []);
});
