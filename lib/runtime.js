'use strict';

// What runs this program, and whether it has what gocluster uses. Used by take_over.js and native.js.

/** The name of a runtime other than Node, for messages. */
function runtime() {
  const { bun, deno } = process.versions;
  return bun ? 'Bun' : deno ? 'Deno' : 'this runtime';
}

function isNode() {
  return !process.versions.bun && !process.versions.deno;
}

/** What gocluster needs of Node and does not find here, or null. */
function lacking() {
  // It has libuv's symbols, too, but they end the process when they are called.
  if (process.versions.bun) return 'Bun';
  if (typeof require('node:net')._createServerHandle !== 'function') {
    return `${runtime()} has no server handles`;
  }
  return null;
}

/** Why gocluster cannot run in this process whatever is installed, or null. */
function unsupported() {
  return process.platform === 'linux' ? lacking() : process.platform;
}

module.exports = { runtime, isNode, lacking, unsupported };
