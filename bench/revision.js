'use strict';

// Another revision of this repository, built: what --compare measures beside this one.

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
 * Builds it where that has not been done before.
 *
 * @param {string} revision as git takes it
 * @returns {{name: string, folder: string}} the beginning of its hash, and where it lies
 * @throws {Error} where there is no such revision, or it does not build
 */
function build(revision) {
  const hash = `${git('rev-parse', '--verify', `${revision}^{commit}`)}`.trim();
  const folder = path.join(cache, hash);
  if (!fs.existsSync(folder)) {
    // Renamed once it is whole: a build that was interrupted is made again.
    const unfinished = `${folder}.${process.pid}`;
    fs.mkdirSync(unfinished, { recursive: true });
    execFileSync('tar', ['x', '-C', unfinished], { input: git('archive', hash) });
    execFileSync(process.execPath, ['scripts/build.js'], { cwd: unfinished, stdio: 'inherit' });
    fs.renameSync(unfinished, folder);
  }
  return { name: hash.slice(0, NAME_LENGTH), folder };
}

module.exports = { build };
