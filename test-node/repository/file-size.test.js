'use strict';

// Proves that no file that somebody has to read is over 400 lines, and none of the product over 300.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { repositoryFiles, read } = require('./files');

const LIMIT = 400;
const PRODUCT = /^(cli|supervisor|observe|lib|addon|core|capi|process)\//;
const PRODUCT_LIMIT = 300;
/** What is written by a program, is no program, or is a reference that is searched, not read through. */
const NOT_READ =
  /(^|\/)(package-lock\.json|go\.sum|LICENSE)$|\/testdata\/|^bench\/results\/|^docs\//;
const TEXT = /\.(js|mjs|cjs|ts|mts|cts|go|c|h|md|json|gyp|sh|html)$|^\.ci\//;

test('no file is over its limit', () => {
  const texts = repositoryFiles().filter((name) => TEXT.test(name) && !NOT_READ.test(name));
  assert.ok(texts.length > 100, 'the list of files is not empty');
  const long = texts
    .map((name) => [name, read(name).split('\n').length - 1])
    .filter(([name, lines]) => lines > (PRODUCT.test(name) ? PRODUCT_LIMIT : LIMIT));
  assert.deepEqual(long, []);
});
