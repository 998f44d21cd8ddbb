'use strict';

// The two sides of every comparison of this folder: Node's built-in cluster and gocluster, with the same Node and the
// same program. Called by the test files.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { pathToFileURL } = require('node:url');
const { childrenOf } = require('../support/processes');
const { Program, hasGocluster } = require('./program');

const ROOT = path.resolve(__dirname, '..', '..');
const REGISTER = path.join(ROOT, 'lib', 'register.js');
const TEST_DEADLINE_MS = 600_000;
const NODE_MAJOR = Number(process.versions.node.split('.')[0]);

/** The ways in which gocluster gets into a program that was not written for it. */
const WAYS = {
  require: ['-r', REGISTER],
  import: ['--import', pathToFileURL(REGISTER).href],
  cli: [path.join(ROOT, 'cli', 'index.js')],
};

// For work on a program before gocluster is built: ECOSYSTEM_SIDES=built-in.
const SIDES = (process.env.ECOSYSTEM_SIDES || 'built-in,gocluster').split(',');

function nodeArgs(side, way = 'require') {
  return side === 'gocluster' ? WAYS[way] : [];
}

/** A reason to skip a test on the running Node, or false. */
function below(minimum, reason) {
  return NODE_MAJOR < minimum ? `needs Node ${minimum}: ${reason}` : false;
}

/**
 * Defines a test that runs `drive(side, t)` on both sides. What it returns must be the same.
 *
 * @param {string} title
 * @param {{ skip?: string | false }} options
 * @param {(side: string, t: object) => Promise<any>} drive
 */
function sameOnBoth(title, options, drive) {
  test(title, { timeout: TEST_DEADLINE_MS, ...options }, async (t) => {
    const results = [];
    for (const side of SIDES) {
      await t.test(side, async (t) => {
        results.push(await drive(side, t));
      });
    }
    for (const result of results) {
      assert.notEqual(result, undefined, 'a program without a result compares nothing');
      assert.deepEqual(result, results[0], 'gocluster must give what the built-in gives');
    }
  });
}

/** Starts a program on a side; it is ended with the test. Options: those of Program, and `way`. */
function start(t, side, file, options = {}) {
  const args = [...nodeArgs(side, options.way), ...(options.nodeArgs ?? [])];
  return new Program(t, file, { ...options, nodeArgs: args });
}

/** The program runs on the cluster that its side says: it and all its workers. */
function assertSide(side, program) {
  for (const pid of [program.pid, ...childrenOf(program.pid)]) {
    assert.equal(hasGocluster(pid), side === 'gocluster', `the cluster of process ${pid}`);
  }
}

/** Lets `require('gocluster')` and its import be resolved from this folder's programs, as after npm install. */
function linkGocluster() {
  try {
    fs.symlinkSync(ROOT, path.join(__dirname, 'node_modules', 'gocluster'), 'dir');
  } catch (error) {
    // Another test file, or an earlier run, has done it.
    if (error.code !== 'EEXIST') throw error;
  }
}

module.exports = {
  NODE_MAJOR,
  REGISTER,
  ROOT,
  SIDES,
  assertSide,
  below,
  linkGocluster,
  nodeArgs,
  sameOnBoth,
  start,
};
