'use strict';

// Loaded by node before the script, for the gocluster command. It is named in NODE_OPTIONS, so that process.execArgv is the same
// as without gocluster.

const { isMainThread } = require('node:worker_threads');
const { arrayIncludes } = require('../lib/intrinsics');
const { removePreload } = require('../lib/node_options');
const { misused } = require('./usage');

/** The test runner starts a process for each test file, which inherits the option. */
const isTestRunner = arrayIncludes(process.execArgv, '--test');

if (!isTestRunner) removePreload(process.env, __filename);

/** Whether there is no script, so that node would read from the terminal. Only node's parser can tell an option's value from a script. */
function nothingToRun() {
  return (
    process.argv.length < 2 && process._eval == null && !process._forceRepl && !process.profProcess
  );
}

if (isMainThread && !isTestRunner && nothingToRun()) {
  misused('no script to run');
  process.exit();
}

require('../lib/take_over');
