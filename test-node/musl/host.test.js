'use strict';
// Under musl: the addon that is built for it loads, starts the core as a process, and a connection goes all the way. There
// is no Node for musl to be had here, so a small host in C stands in for it (host.c, node_api.c).

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { buildMusl } = require('../../scripts/build-musl.js');
const { folder } = require('../listening/remote/clients.js');

const DEADLINE_MS = 600_000;
/** The worker's page: the host is its own loop. */
const PAGE = path.join('..', '..', 'addon', 'page.c');

/** Why this can't be tried here, or false. */
function obstacle() {
  for (const tool of ['musl-gcc', 'go', 'readelf']) {
    if (spawnSync(tool, ['--version']).error) return `there is no ${tool} here`;
  }
  const headers = path.join(path.dirname(process.execPath), '..', 'include', 'node');
  return !fs.existsSync(headers) && "Node's headers are not installed here";
}

function run(command, ...args) {
  const options = { cwd: __dirname, encoding: 'utf8', timeout: DEADLINE_MS };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

test('a connection under musl', { skip: obstacle() }, (t) => {
  const dir = folder(t);
  const { addon, core } = buildMusl({ out: path.join(dir, 'binaries') });

  const host = path.join(dir, 'host');
  const warnings = ['-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter'];
  run('musl-gcc', '-std=c11', ...warnings, '-rdynamic', '-o', host, 'host.c', 'node_api.c', PAGE);
  assert.match(run('readelf', '-l', host), /interpreter: .*ld-musl/);
  assert.equal(run(host, addon, core), 'ok\n');

  assert.doesNotMatch(run('readelf', '-l', core), /INTERP/, 'the core is static');
  assert.doesNotMatch(run('readelf', '-d', addon), /NEEDED/, 'the addon needs what is there');
});
