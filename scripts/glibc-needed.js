'use strict';

// What of glibc a binary asks for, and since which version it is there. Used by prebuild.js and by the tests of what it
// makes.

const { spawnSync } = require('node:child_process');

/**
 * @param {string} file an ELF file for any processor
 * @returns {{symbol: string, minor: number}[]} the minor is that of glibc 2
 */
function glibcNeeded(file) {
  const args = ['--wide', '--dyn-syms', file];
  const { status, stdout, stderr, error } = spawnSync('readelf', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`readelf ${file}: ${error?.message ?? stderr}`);
  return [...stdout.matchAll(/(\w+)@GLIBC_2\.(\d+)/g)].map(([, symbol, minor]) => ({
    symbol,
    minor: Number(minor),
  }));
}

module.exports = { glibcNeeded };
