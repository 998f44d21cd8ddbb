'use strict';

// Every relative link of a Markdown file leads to a file, and to a heading where it names one.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { ROOT } = require('./blocks');

const SKIPPED = /(^|\/)(node_modules|build|prebuilds|\.git|site)(\/|$)/;

function* markdownFiles(folder = '') {
  for (const entry of fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (SKIPPED.test(name)) continue;
    if (entry.isDirectory()) yield* markdownFiles(name);
    else if (name.endsWith('.md')) yield name;
  }
}

const textOf = (file) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const withoutBlocks = (text) => text.replace(/^ *```[^]*?^ *```$/gm, '');

/** The anchors that GitHub gives a file's headings. */
function anchorsOf(file) {
  const headings = withoutBlocks(textOf(file)).matchAll(/^#+ (.*)$/gm);
  const anchors = new Set();
  for (const [, heading] of headings) {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let name = anchor;
    for (let i = 1; anchors.has(name); i++) name = `${anchor}-${i}`;
    anchors.add(name);
  }
  return anchors;
}

const files = [...markdownFiles()];

test('relative links lead somewhere', () => {
  let links = 0;
  for (const file of files) {
    for (const [, target] of withoutBlocks(textOf(file)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links++;
      const [to, anchor] = target.split('#');
      const found = to === '' ? file : path.join(path.dirname(file), to);
      assert.ok(fs.existsSync(path.join(ROOT, found)), `${file}: ${target}`);
      if (anchor) assert.ok(anchorsOf(found).has(anchor), `${file}: no heading for ${target}`);
    }
  }
  assert.ok(links > 80, `${links} links`);
});

test('files named in the text are there', () => {
  const folders = 'addon|bench|capi|core|docs|examples|lib|scripts|test-go|test-node|tools';
  const named = new RegExp(`\`((?:${folders})/[\\w./-]+)\``, 'g');
  for (const file of files) {
    for (const [, name] of textOf(file).matchAll(named)) {
      assert.ok(fs.existsSync(path.join(ROOT, name)), `${file}: ${name}`);
    }
  }
});

test('no document knows the machine that it was written on', () => {
  const tracked = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' });
  assert.ok(tracked.includes('README.md'));
  for (const file of files) {
    const text = textOf(file);
    for (const place of [ROOT, path.dirname(ROOT), process.env.HOME]) {
      // A short one, such as / or /root, is a word of its own.
      if (place && place.length > 5) assert.ok(!text.includes(place), `${file}: ${place}`);
    }
    assert.doesNotMatch(text, /(^|[\s`'"(])\/(work|tmp|home|root|Users)\//, file);
  }
});

test('docs/README.md lists every page of docs/', () => {
  const listed = [...textOf('docs/README.md').matchAll(/\]\(([a-z-]+\.md)\)/g)].map(
    ([, name]) => name,
  );
  const pages = fs.readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  assert.deepEqual([...listed, 'README.md'].sort(), pages.sort());
});
