'use strict';

// Proves that what a file of the product or of the test support offers is used somewhere else. What is used nowhere within
// a file is the linters' affair: ESLint, staticcheck, gcc -Wall.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { filesIn, repositoryFiles, read } = require('./files');

const JAVASCRIPT = /\.(js|cjs|mjs)$/;

/** What a file exports by name, and the names in the tables that it exports. */
function exportsOf(text) {
  const list = /^module\.exports = \{([^}]*)\};/m.exec(text)?.[1] ?? '';
  return list.split(',').flatMap((entry) => {
    const name = entry.trim().split(':')[0];
    if (!/^[A-Z]+$/.test(name)) return name ? [name] : [];
    const table = new RegExp(`^const ${name} = \\{([^}]*)\\};`, 'm').exec(text)?.[1] ?? '';
    return [name, ...[...table.matchAll(/(\w+):/g)].map(([, key]) => `${name}.${key}`)];
  });
}

function isUsed(word, texts) {
  const pattern = new RegExp(`(?<![\\w$])${word.replace('.', '\\.')}(?![\\w$])`);
  return texts.some((text) => pattern.test(text));
}

const sources = new Map(
  repositoryFiles()
    .filter((name) => JAVASCRIPT.test(name))
    .map((name) => [name, read(name)]),
);

/** What a user requires: its exports are the package's. */
const ENTRIES = [
  'supervisor/index.js',
  'observe/stats.js',
  'observe/metrics.js',
  'lib/server.js',
  'lib/upgrade.js',
];

for (const [folder, users] of [
  ['lib', /^(lib|observe|supervisor|cli)\//],
  ['cli', /^cli\//],
  ['observe', /^(observe|supervisor|cli)\//],
  ['supervisor', /^(supervisor|cli)\//],
  ['test-node/support', /^test-node\//],
]) {
  test(`every export of ${folder} is used`, () => {
    let count = 0;
    for (const name of filesIn(folder, JAVASCRIPT)) {
      if (ENTRIES.includes(name)) continue;
      const others = [...sources].filter(([user]) => user !== name && users.test(user));
      const texts = others.map(([, text]) => text);
      for (const word of exportsOf(read(name))) {
        count++;
        // An entry of a table may be for the file's own functions.
        const found = isUsed(word, word.includes('.') ? [...texts, read(name)] : texts);
        assert.ok(found, `${name}: nobody uses ${word}`);
      }
    }
    assert.ok(count > 0, 'there are exports');
  });
}

test('every function of a header of the addon is used', () => {
  const texts = filesIn('addon', /\.c$/).map((name) => read(name));
  let count = 0;
  for (const name of filesIn('addon', /\.h$/)) {
    const code = read(name).replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, word] of code.matchAll(/^\w[\w *]*?(\w+)\([^)]*\);/gm)) {
      count++;
      const users = texts.filter((text) =>
        new RegExp(`\\b${word}\\(|[ ,)]${word}[,)}]`).test(text),
      );
      assert.ok(users.length >= 2, `${name}: nobody uses ${word}`);
    }
  }
  assert.ok(count > 0, 'there are functions');
});
