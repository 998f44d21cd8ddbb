'use strict';

// Installs the pinned packages that some examples need, once, into the node_modules beside this
// file. Run as a program it does the work; the tests call installPackages(), which runs it behind a
// lock, because their processes start at the same time.

const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const DEADLINE_MS = 300_000;
const FOLDER = path.join(__dirname, 'node_modules');
const ROOT = path.join(__dirname, '..', '..');
const LOCK = path.join(os.tmpdir(), `gocluster-test-examples-${process.getuid?.()}.lock`);

function install() {
  const pins = createHash('sha256').update(
    fs.readFileSync(path.join(__dirname, 'package-lock.json')),
  );
  const mark = path.join(FOLDER, `.installed-${pins.digest('hex').slice(0, 16)}`);
  if (fs.existsSync(mark)) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // What `"gocluster": "file:../.."` in an example's package.json makes.
  fs.symlinkSync(ROOT, path.join(FOLDER, 'gocluster'), 'dir');
  fs.writeFileSync(mark, '');
}

/** @returns {string} the folder that NODE_PATH must name */
function installPackages() {
  execFileSync('flock', [LOCK, process.execPath, __filename], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: DEADLINE_MS,
  });
  return FOLDER;
}

if (require.main === module) install();

module.exports = { installPackages };
