'use strict';

// The document has twenty js examples, and each has a test file of its own here.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');

const { COUNT, examples, missing } = require('./document');

test('the document has twenty js examples', { skip: missing }, () => {
  assert.equal(examples().length, COUNT);
});

test('each example has its test file', () => {
  const tested = fs
    .readdirSync(__dirname)
    .map((name) => name.match(/^example-(\d\d)-.*\.test\.js$/)?.[1])
    .filter(Boolean)
    .map(Number);
  assert.deepEqual(
    tested.sort((a, b) => a - b),
    Array.from({ length: COUNT }, (_, index) => index + 1),
  );
});
