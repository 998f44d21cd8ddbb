'use strict';

// Finds Node's C headers. Used by prebuild.js, prebuild_needs.js, build-musl.js and lint-native.js.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** The folders in which node_api.h may be: the one in npm's configuration, the one beside this Node, and node-gyp's cache. */
function* candidates() {
  if (process.env.npm_config_nodedir)
    yield path.join(process.env.npm_config_nodedir, 'include', 'node');
  yield path.join(path.dirname(process.execPath), '..', 'include', 'node');
  const version = process.version.slice(1);
  yield path.join(os.homedir(), '.cache', 'node-gyp', version, 'include', 'node');
}

/** @returns {string} the folder of node_api.h @throws {Error} if there is none */
function headers() {
  const found = [...candidates()].find((folder) => fs.existsSync(path.join(folder, 'node_api.h')));
  if (found === undefined)
    throw new Error('no headers of Node are here; node-gyp gets them: node scripts/build.js');
  return found;
}

module.exports = { headers };
