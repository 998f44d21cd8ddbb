'use strict';

// Proves that every file and every npm script that the documents for contributors name is there, and that the program of
// the bug report runs as it stands there, under Node's own cluster and under gocluster.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { ROOT, filesIn, read } = require('./files');

const DOCUMENTS = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'];
const FOLDERS = /^\.?(lib|addon|capi|core|scripts|bench|examples|test-go|test-node|github|docs)\//;
const DEADLINE_MS = 300_000;

for (const document of DOCUMENTS) {
  test(`the files that ${document} names`, () => {
    const text = read(document);
    const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name);
    const linked = [...text.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)].map(([, name]) => name);
    const names = [...quoted.filter((name) => FOLDERS.test(name)), ...linked];
    assert.ok(names.length > 0);
    // In an example of a test's name too, a star stands for any.
    const missing = names.filter(
      (name) => !name.includes('*') && !fs.existsSync(path.join(ROOT, name)),
    );
    assert.deepEqual(missing, []);
  });

  test(`the npm scripts that ${document} names`, () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...read(document).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });
}

test('the reading path has six files', () => {
  const section = /## From the README to the hot path\n([\s\S]*?)\n## /.exec(
    read('CONTRIBUTING.md'),
  );
  const steps = [...section[1].matchAll(/^\d\. (?:\[|`)([\w./]+)/gm)].map(([, name]) => name);
  assert.equal(steps.length, 6);
  assert.equal(steps[0], 'README.md');
  for (const name of steps) assert.ok(fs.existsSync(path.join(ROOT, name)), name);
});

test('the program of a bug report, in both places', (t) => {
  const [, template] = /```js\n([\s\S]*?)```/.exec(read('.github/ISSUE_TEMPLATE/bug.md'));
  const [, indented] = / {4}\/\/ program\.js\n((?: {4}.*\n)+)/.exec(read('CONTRIBUTING.md'));
  assert.equal(indented.replace(/^ {4}/gm, ''), template);

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-report-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const program = path.join(folder, 'program.js');
  fs.writeFileSync(program, template);
  for (const before of [[], ['-r', path.join(ROOT, 'lib/register.js')]]) {
    const { status, stderr } = spawnSync(process.execPath, [...before, program], {
      encoding: 'utf8',
      timeout: DEADLINE_MS,
    });
    assert.deepEqual([status, stderr], [0, '']);
  }
});

test('the map of lib in ARCHITECTURE.md has every file', () => {
  const text = read('ARCHITECTURE.md');
  const [, map] = /Who calls whom in `lib\/`:\n\n([\s\S]*?)\n\n/.exec(text);
  const named = new Set(map.match(/\b[a-z_]+\.js\b/g));
  const files = filesIn('lib', /\.js$/).map((name) => path.basename(name));
  assert.deepEqual([...named].sort(), files.sort());
});
