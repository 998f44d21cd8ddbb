#!/usr/bin/env node
'use strict';

// The gocluster command. What it does not know is for node, whose own parser takes it apart: whatever node understands is
// understood here, with a value after "=" or after a space, in every version.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- Node 18 has it since 18.3
const { parseArgs } = require('node:util');
const { version } = require('../package.json');
const { USAGE, misused } = require('./usage');

/** With these alone node runs something: the standard input, a REPL, the tests of a folder. */
const STANDS_ALONE = /^(-|-[a-z]*i|--(interactive|test|(eval|print)=.*))$/;

/** @param {string[]} args */
function main(args) {
  // No value of node's begins with a dash, so what stands before the first word is options.
  const firstWord = args.findIndex((arg) => !arg.startsWith('-') || arg === '-' || arg === '--');
  const options = firstWord < 0 ? args : args.slice(0, firstWord);
  if (options.includes('--help') || options.includes('-h')) {
    console.log(USAGE);
  } else if (options.includes('--version') || options.includes('-v')) {
    console.log(version);
  } else if (args[0] === 'doctor') {
    doctor(args.slice(1));
  } else if (firstWord < 0 && !args.some((arg) => STANDS_ALONE.test(arg))) {
    misused('no script to run');
  } else {
    require('./command').runNode(args);
  }
}

function doctor(args) {
  let options;
  try {
    options = parseArgs({ args, options: { json: { type: 'boolean' } } }).values;
  } catch (error) {
    misused(error.message);
    return;
  }
  require('./doctor')
    .report(options)
    .then((works) => (process.exitCode = works ? 0 : 1));
}

main(process.argv.slice(2));
