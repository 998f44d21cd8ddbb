'use strict';

// The symbols of glibc that a binary needs, and the versions of glibc that introduced them. Used by prebuild.js and by the tests of
// its results.

const { spawnSync } = require('node:child_process');

/**
 * @param {string} file an ELF file for any processor
 * @returns {{symbol: string, minor: number}[]} minor: x of glibc 2.x
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
