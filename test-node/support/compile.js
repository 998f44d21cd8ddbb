'use strict';
// Builds a small addon for a test, with the compiler and the headers of this machine.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const headers = [path.resolve(process.execPath, '../../include/node'), '/usr/include/node'].find(
  (candidate) => fs.existsSync(path.join(candidate, 'node_api.h')),
);

/** Why no addon can be built here; false if one can. For `skip`. */
const cannotCompile =
  (spawnSync('cc', ['--version']).error && 'there is no C compiler here') ||
  (!headers && "Node's headers are not installed here");

/** Compiles the C file into the folder; returns the addon's path. */
function compile(source, dir) {
  const addon = path.join(dir, `${path.basename(source, '.c')}.node`);
  const flags = ['-shared', '-fPIC', '-Wall', '-Wextra', '-Werror', '-I', headers, '-o', addon];
  execFileSync('cc', [...flags, source]);
  return addon;
}

module.exports = { cannotCompile, compile };
