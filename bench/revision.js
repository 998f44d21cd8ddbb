'use strict';

// Builds another revision of this repository, for --compare to measure beside this one.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const cache = path.join(root, 'node_modules', '.cache', 'gocluster-revisions');
const NAME_LENGTH = 10;

function git(...args) {
  return execFileSync('git', args, { cwd: root, maxBuffer: Infinity });
}

/**
 * Builds a revision, unless it has been built before.
 *
 * @param {string} revision as git takes it
 * @returns {{name: string, folder: string}} the beginning of its hash, and its folder
 * @throws {Error} if there is no such revision, or if it does not build
 */
function build(revision) {
  const hash = `${git('rev-parse', '--verify', `${revision}^{commit}`)}`.trim();
  const folder = path.join(cache, hash);
  if (!fs.existsSync(folder)) {
    // The folder is renamed when the build is complete, so that an interrupted build is repeated.
    const unfinished = `${folder}.${process.pid}`;
    fs.mkdirSync(unfinished, { recursive: true });
    execFileSync('tar', ['x', '-C', unfinished], { input: git('archive', hash) });
    execFileSync(process.execPath, ['scripts/build.js'], { cwd: unfinished, stdio: 'inherit' });
    fs.renameSync(unfinished, folder);
  }
  return { name: hash.slice(0, NAME_LENGTH), folder };
}

module.exports = { build };
