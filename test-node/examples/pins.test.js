'use strict';

// What the tests install is what the examples' own package.json files pin, exactly.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT } = require('./example');

const EXAMPLES = path.join(ROOT, 'examples');
const NAMES = fs
  .readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const TEST_ONLY = ['socket.io-client'];

const dependenciesOf = (...names) =>
  JSON.parse(fs.readFileSync(path.join(...names, 'package.json'), 'utf8')).dependencies;

test('the pins of the examples are the pins of their tests', () => {
  const pins = {};
  for (const name of NAMES) {
    if (!fs.existsSync(path.join(EXAMPLES, name, 'package.json'))) continue;
    const { gocluster, ...others } = dependenciesOf(EXAMPLES, name);
    assert.equal(gocluster, 'file:../..', name);
    Object.assign(pins, others);
  }
  const tested = dependenciesOf(__dirname);
  for (const name of TEST_ONLY) delete tested[name];
  assert.deepEqual(tested, pins);
  for (const version of Object.values(pins)) assert.match(version, /^\d+\.\d+\.\d+$/);
});

test('every example has a README of five lines and a test', () => {
  for (const name of NAMES) {
    const readme = fs.readFileSync(path.join(EXAMPLES, name, 'README.md'), 'utf8');
    assert.equal(readme.trimEnd().split('\n').length, 5, name);
    assert.ok(fs.existsSync(path.join(__dirname, `${name}.test.js`)), name);
  }
});
