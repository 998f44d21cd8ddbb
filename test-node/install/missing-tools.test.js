'use strict';

// Proves that the build from source stops with one sentence that says what is missing and which version is needed.

const test = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const BUILD = path.join(__dirname, '..', '..', 'scripts', 'build.js');

/** A PATH on which there are just these commands, each a script. */
function pathWith(t, commands) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-path-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  for (const [name, output] of Object.entries(commands)) {
    fs.writeFileSync(path.join(folder, name), `#!/bin/sh\necho "${output}"\n`, { mode: 0o755 });
  }
  return folder;
}

function build(PATH) {
  const { status, stderr } = spawnSync(process.execPath, [BUILD], {
    encoding: 'utf8',
    env: { ...process.env, PATH, CC: undefined },
  });
  return { status, lines: stderr.trim().split('\n') };
}

const GO = 'go1.99.0';

for (const [title, commands, sentence] of [
  ['no Go', {}, /^gocluster: Go 1\.\d+ or newer is needed .* no "go" is on the PATH\.$/],
  ['an old Go', { go: 'go1.17.3' }, /^gocluster: Go 1\.\d+ or newer is needed .* go1\.17\.3\.$/],
  ['no C compiler', { go: GO }, /^gocluster: A C compiler \(.*\) is needed .* no "cc" /],
  ['no make', { go: GO, cc: 'cc' }, /^gocluster: GNU make .* is needed .* no "make" /],
  ['no Python', { go: GO, cc: 'cc', make: 'make' }, /^gocluster: Python .* no "python3" /],
]) {
  test(title, (t) => {
    const { status, lines } = build(pathWith(t, commands));
    assert.equal(status, 1);
    assert.equal(lines.length, 1);
    assert.match(lines[0], sentence);
  });
}
