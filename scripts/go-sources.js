'use strict';

// Prints the files that the core is built from, for addon/addon.gypi: a change of any of them rebuilds the core.

const fs = require('node:fs');
const path = require('node:path');

function* sources(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(name);
    else if (/\.(go|c|h)$/.test(entry.name) && !entry.name.endsWith('_test.go')) yield name;
  }
}

process.chdir(path.join(__dirname, '..'));
const files = ['capi', 'core', 'process'].flatMap((folder) => [...sources(folder)]);
console.log(files.join('\n'));
