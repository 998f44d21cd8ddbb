'use strict';

// Runs a program by the gocluster command, as support/run.js runs it by node.

const { spawnSync } = require('node:child_process');
const { CLI, run } = require('../support/run.js');

const DEADLINE_MS = 300_000;

/** As `gocluster [nodeArgs] program [args]`. `cli` is another copy of the command. */
function runCommand(t, program, { nodeArgs = [], cli = CLI, ...options } = {}) {
  return run(t, program, { ...options, nodeArgs: [cli, ...nodeArgs], preload: [] });
}

/** Runs the command with these arguments to its end. */
function command(args, options = {}) {
  return spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    input: '',
    timeout: DEADLINE_MS,
    ...options,
  });
}

module.exports = { command, runCommand };
