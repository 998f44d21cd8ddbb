'use strict';

// Gets the last release of a line of Node from npm, and keeps it in node_modules/.cache. Used by matrix.js and by the tests of
// the prebuilt binaries.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'gocluster-nodes');
const LINES = ['18', '20', '22', '24', '26'];

function npm(...args) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: CACHE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function byVersion(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/**
 * @param {string} line such as '18'
 * @param {'x64' | 'arm64'} [arch]
 * @returns {{version: string, node: string}} node: the path of its program, which is downloaded if it is not there yet
 */
function nodeOf(line, arch = 'x64') {
  fs.mkdirSync(CACHE, { recursive: true });
  const name = `node-linux-${arch}`;
  const versions = JSON.parse(npm('view', name, 'versions', '--json'));
  const version = versions
    .filter((each) => each.startsWith(`${line}.`))
    .sort(byVersion)
    .pop();
  const folder = path.join(CACHE, arch === 'x64' ? version : `${version}-${arch}`);
  const node = path.join(folder, 'package', 'bin', 'node');
  if (!fs.existsSync(node)) {
    const tarball = npm('pack', `${name}@${version}`, '--silent').trim();
    fs.mkdirSync(folder, { recursive: true });
    spawnSync('tar', ['xzf', path.join(CACHE, tarball), '-C', folder], { stdio: 'inherit' });
    fs.unlinkSync(path.join(CACHE, tarball));
  }
  return { version, node };
}

module.exports = { CACHE, LINES, nodeOf };
