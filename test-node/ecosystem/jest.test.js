'use strict';

// Jest gives each file of a process a global object and modules of its own, and the cluster of the process: the second goes on
// where the first has stopped, with gocluster by name and by preload, as with Node's own.

const assert = require('node:assert/strict');
const { PROGRAMS } = require('./program');
const { linkGocluster, sameOnBoth, start } = require('./sides');
const path = require('node:path');

const JEST = path.join(path.dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
const FOLDER = path.join(PROGRAMS, 'jest');
const CONFIG = {
  rootDir: FOLDER,
  testMatch: ['**/*.spec.js'],
  testSequencer: path.join(FOLDER, 'in-order.js'),
};

async function passes(t, side, options) {
  linkGocluster();
  const args = ['--runInBand', '--forceExit', '--config', JSON.stringify(CONFIG)];
  const jest = start(t, side, JEST, { args, cwd: FOLDER, ...options });
  const { code } = await jest.end(null);
  assert.match(jest.stderr, /^Tests: +2 passed, 2 total$/m);
  return code;
}

sameOnBoth('two files of Jest, by name', {}, (side, t) =>
  passes(t, 'built-in', { env: { CLUSTER: side === 'gocluster' ? 'gocluster' : 'node:cluster' } }),
);

sameOnBoth('two files of Jest, by preload', {}, (side, t) =>
  passes(t, side, { env: { CLUSTER: 'node:cluster' } }),
);
