'use strict';
// Makes system calls of a test program fail on request: fault.c says how.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { errnoOf } = require('../../lib/errno.js');
const { folder } = require('../listening/remote/clients.js');
const { through } = require('./shortage.js');

/** Why faults cannot be made here, or false. For `skip`. */
function obstacle() {
  if (spawnSync('cc', ['--version']).error) return 'there is no C compiler: install gcc';
  if (process.arch !== 'x64' && process.arch !== 'arm64') return `not tried on ${process.arch}`;
  return false;
}

/**
 * @param {import('node:test').TestContext} t
 * @param {string[]} calls the system calls that are asked about
 * @returns {{command: string, set: (...rules: object[]) => void}} the command runs node in its place; set() has the calls
 *   that a rule names fail from now on: { call, errno, process, thread, fd }. Without a rule all are made.
 */
function faults(t, calls) {
  const dir = folder(t);
  fs.chmodSync(dir, 0o755);
  const rules = path.join(dir, 'rules');
  fs.writeFileSync(rules, '');
  const binary = path.join(dir, 'fault');
  const source = path.join(__dirname, 'fault.c');
  execFileSync('cc', ['-Wall', '-Wextra', '-Werror', '-O1', '-o', binary, source]);
  const command = through(t, `exec '${binary}' '${rules}' ${calls} '${process.execPath}' "$@"`);
  const line = ({ call, errno, process = '-', thread = '-', fd = '-' }) =>
    `${call} ${process} ${thread} ${fd} ${-errnoOf(errno)}\n`;
  return {
    command,
    set(...list) {
      // In one step: somebody may be reading.
      fs.writeFileSync(`${rules}.new`, list.map(line).join(''));
      fs.renameSync(`${rules}.new`, rules);
    },
  };
}

module.exports = { faults, obstacle };
