'use strict';

// What runs this program, and whether it has what gocluster uses. Used by take_over.js, native.js and the command.

/** The name of a runtime other than Node, for messages. */
function runtime() {
  const { bun, deno } = process.versions;
  return bun ? 'Bun' : deno ? 'Deno' : 'this runtime';
}

function isNode() {
  return !process.versions.bun && !process.versions.deno;
}

/** Why this runtime lacks something that gocluster needs, as a text; null if it lacks nothing. */
function lacking() {
  // Bun has libuv's symbols, but a call of one ends the process.
  if (process.versions.bun) return 'Bun';
  if (typeof require('node:net')._createServerHandle !== 'function') {
    return `${runtime()} has no server handles`;
  }
  return null;
}

/** Why gocluster cannot run in this process, no matter what is installed; null if it can. */
function unsupported() {
  return process.platform === 'linux' ? lacking() : process.platform;
}

module.exports = { runtime, isNode, lacking, unsupported };
