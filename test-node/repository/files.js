'use strict';

// The files of this repository, for the tests of this folder.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');

/** The names of all files that are or will be in git, relative to the root. */
function repositoryFiles() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return names.filter((name) => name && fs.existsSync(path.join(ROOT, name)));
}

/** Those directly in a folder, with one of these endings. */
function filesIn(folder, ending) {
  return repositoryFiles().filter(
    (name) => path.posix.dirname(name) === folder && ending.test(name),
  );
}

function read(name) {
  return fs.readFileSync(path.join(ROOT, name), 'utf8');
}

module.exports = { ROOT, repositoryFiles, filesIn, read };
