'use strict';

// A copy of what the package needs to run, for tests in which a deployment changes it under a running process.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../..');
const PARTS = ['package.json', 'lib', 'observe', 'supervisor', 'cli', 'build/Release', 'prebuilds'];

/** @param {string} folder made by this */
function copyPackage(folder) {
  for (const name of PARTS) {
    const from = path.join(ROOT, name);
    if (fs.existsSync(from)) fs.cpSync(from, path.join(folder, name), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}

module.exports = { copyPackage };
