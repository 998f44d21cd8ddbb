#!/usr/bin/env node
'use strict';

// The gocluster command. Arguments that it does not know go to node, whose own parser reads them: in every version, all options of
// node are accepted, with a value after "=" or after a space.

/** The commands, by the first word. A script of the same name is run by its path: ./run. */
const COMMANDS = {
  __proto__: null,
  run: () => require('./run'),
  status: () => require('./status'),
  reload: () => require('./reload'),
  scale: () => require('./scale'),
  drain: () => require('./drain'),
  restart: () => require('./restart'),
  upgrade: () => require('./upgrade'),
  stop: () => require('./stop'),
  top: () => require('./top'),
  doctor: () => require('./doctor'),
};

/** Arguments with which node runs something without a script: the standard input, a REPL, the tests of a folder. */
const STANDS_ALONE = /^(-|-[a-z]*i|--(interactive|test|(eval|print)=.*))$/;

/** @param {string[]} args */
function main(args) {
  // No value of an option of node's begins with a dash, so all arguments before the first word are options.
  const firstWord = args.findIndex((arg) => !arg.startsWith('-') || arg === '-' || arg === '--');
  const options = firstWord < 0 ? args : args.slice(0, firstWord);
  if (args[0] in COMMANDS) {
    COMMANDS[args[0]]().main(args.slice(1)); // which loads no more than it needs
    return;
  }
  const { USAGE, misused } = require('./usage');
  if (options.includes('--help') || options.includes('-h')) {
    console.log(USAGE);
  } else if (options.includes('--version') || options.includes('-v')) {
    console.log(require('../package.json').version);
  } else {
    const { suggestion } = require('./suggestion');
    const nothing = firstWord < 0 && !args.some((arg) => STANDS_ALONE.test(arg));
    const problem =
      suggestion(args, Object.keys(COMMANDS)) ?? (nothing ? 'no script to run' : null);
    if (problem) misused(problem);
    else require('./command').runNode(args);
  }
}

main(process.argv.slice(2));
