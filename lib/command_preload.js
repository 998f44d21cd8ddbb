'use strict';

// What the gocluster command has node load before the script. It comes by NODE_OPTIONS, so that process.execArgv is as it
// is without gocluster.

const { isMainThread } = require('node:worker_threads');
const environment = require('./environment');
const { misused } = require('./usage');

/** Node runs the files of a test in processes of their own, which are to find the option too. */
const isTestRunner = process.execArgv.includes('--test');

if (!isTestRunner) environment.removePreload(process.env, __filename);

/** Only node's parser can tell the value of an option from a script; without one it would wait for the terminal. */
function nothingToRun() {
  return (
    process.argv.length < 2 && process._eval == null && !process._forceRepl && !process.profProcess
  );
}

if (isMainThread && !isTestRunner && nothingToRun()) {
  misused('no script to run');
  process.exit();
}

require('./cluster');
