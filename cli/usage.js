'use strict';

// The help texts of the gocluster command. Used by index.js, and by command_preload.js, which finds out whether there is a script.

const USAGE = `usage: gocluster [node options] script [arguments]
       gocluster run [options] script [arguments]
       gocluster status | reload | scale N | drain ID | restart ID | upgrade | stop
       gocluster top [--control PATH]
       gocluster doctor [--json]

The first form runs the script as node does, with gocluster instead of the cluster module.

  run        runs an unchanged server on several workers, and keeps them alive
  status ... shows and controls such a service
  top        shows workers and listeners, live, of any program that has a control socket
  doctor     tells whether gocluster works here and, if not, why (exit code 1)
  --help     this text
  --version  gocluster's version`;

const USAGE_ERROR = 2;

/**
 * Reports wrong arguments, and sets the exit code.
 *
 * @param {string} sentence what is wrong with them
 * @param {string} [usage] how the command is used
 */
function misused(sentence, usage = USAGE) {
  console.error(`gocluster: ${sentence}\n\n${usage}`);
  process.exitCode = USAGE_ERROR;
}

module.exports = { USAGE, USAGE_ERROR, misused };
