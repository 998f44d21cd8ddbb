'use strict';

// What the gocluster command says about itself. Used by cli.js, and by command_preload.js, which alone knows whether there
// is a script.

const USAGE = `usage: gocluster [node options] script [arguments]
       gocluster doctor [--json]

Runs the script as node does, with gocluster in the place of the cluster module.

  doctor     says whether gocluster works here, and why not (exit code 1)
  --help     this text
  --version  gocluster's version`;

const USAGE_ERROR = 2;

/** @param {string} sentence what is wrong with the arguments; the exit code says so too */
function misused(sentence) {
  console.error(`gocluster: ${sentence}\n\n${USAGE}`);
  process.exitCode = USAGE_ERROR;
}

module.exports = { USAGE, misused };
