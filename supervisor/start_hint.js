'use strict';

// Advice about a worker that did not become ready, if its last lines show a fault that has little to do with the program. Used by
// supervised_worker.js.

const { existsSync } = require('node:fs');

const TYPESCRIPT = /\.[cm]?tsx?$/;
/** A Node without type stripping reads such a file as JavaScript, or rejects its name; one that has it accepts only erasable types. */
const NOT_LOADED = /ERR_UNKNOWN_FILE_EXTENSION.*\.[cm]?tsx?\b|ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX/;
const NO_SYNTAX = /^SyntaxError: /m;
/** What Node says, of its own program, if that cannot be started or if the working directory is missing. */
const NOT_SPAWNED = /^spawn .* ENOENT$/;
const OPTIONS_DIFFER =
  /ERR_CLUSTER_OPTIONS_DIFFER|the options of a server must be the same in all workers/;

/**
 * @param {{script: string, cwd: string}} config
 * @param {string} reason
 * @param {string[]} lines the last lines that the worker wrote
 * @returns {string | undefined}
 */
function startHint({ script, cwd }, reason, lines) {
  const text = lines.join('\n');
  if (NOT_SPAWNED.test(reason) && !existsSync(cwd)) return `the working directory ${cwd} is gone`;
  if (NOT_LOADED.test(text) || (TYPESCRIPT.test(script) && NO_SYNTAX.test(text))) {
    return `node ${process.version} does not load this TypeScript by itself: npm install tsx, and run it with --node-args "--import tsx"`;
  }
  if (OPTIONS_DIFFER.test(text)) {
    return 'a reload cannot change the options of a server (configure() of gocluster/server) on which the old workers listen: "gocluster upgrade" can, and loses no connection';
  }
  return undefined;
}

module.exports = startHint;
