'use strict';

// No block of a document goes untested: it is a program that checks itself, or a test of this folder or of migrating runs it by its name, or
// the document says why nothing does.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { FILES, ROOT, allBlocks } = require('./blocks');

/** The tests that run blocks by their names. */
const tests = ['documents', 'migrating']
  .map((folder) => path.join(__dirname, '..', folder))
  .flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
  .filter((file) => file.endsWith('.test.js') && file !== __filename)
  .map((file) => fs.readFileSync(file, 'utf8'))
  .join('\n');

test('every block is run by a test', () => {
  const blocks = allBlocks();
  assert.ok(blocks.length > 80, `${blocks.length} blocks`);
  for (const { file, line, language, attributes } of blocks) {
    const where = `${file}:${line}`;
    const { name, notRun } = attributes;
    if (name) {
      assert.ok(tests.includes(`'${name}'`), `${where}: no test names ${name}`);
    } else if (notRun !== undefined) {
      assert.ok(notRun.length > 20, `${where}: a reason, in words`);
    } else {
      assert.match(language, /^m?js$/, `${where}: who runs it?`);
    }
  }
});

test('the names are told apart', () => {
  const names = allBlocks().flatMap(({ attributes }) => attributes.name ?? []);
  assert.deepEqual([...new Set(names)], names);
});

test('every fence is a block', () => {
  for (const file of FILES) {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    const fences = text.match(/^ *```/gm)?.length ?? 0;
    assert.equal(fences, 2 * allBlocks().filter((block) => block.file === file).length, file);
  }
});
