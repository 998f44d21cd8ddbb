'use strict';

// Proves that a layer knows only the one below it: cli -> supervisor -> observe -> lib (JavaScript) -> addon (C) -> capi (C ABI) -> core (Go, no cgo).

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { ROOT, filesIn, read } = require('./files');

const DEADLINE_MS = 600_000;
const noGo = spawnSync('go', ['version']).error && 'there is no "go" on the PATH';

function go(args, env) {
  const { status, stdout, stderr } = spawnSync('go', args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: DEADLINE_MS,
  });
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n');
}

/** What a Go package and all that it needs import, as far as it is not the standard library. */
function foreign(packages) {
  return go(['list', '-deps', '-f', '{{if not .Standard}}{{.ImportPath}}{{end}}', packages]).filter(
    Boolean,
  );
}

/** What the files of a folder include, outside the system's own headers. */
function includes(folder) {
  return filesIn(folder, /\.[ch]$/).flatMap((name) =>
    [...read(name).matchAll(/^#include "(.+)"/gm)].map(([, header]) =>
      path.posix.join(folder, header),
    ),
  );
}

/** What the files of lib require, as [file, what]; a name that is no literal is given as it is written. */
function requires() {
  return filesIn('lib', /\.m?js$/).flatMap((name) => {
    const text = read(name).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    const found = [...text.matchAll(/\brequire\(([^)]*)\)|\bimport\b[^'"]*(['"][^'"]*['"])/g)];
    return found.map(([, called, imported]) => [name, called ?? imported]);
  });
}

test('core has no cgo, nor has anything that it needs', { skip: noGo }, () => {
  const withCgo = '{{if or .CgoFiles (eq .ImportPath "runtime/cgo")}}{{.ImportPath}}{{end}}';
  const found = go(['list', '-deps', '-f', withCgo, './core/...'], { CGO_ENABLED: '1' });
  assert.deepEqual(found.filter(Boolean), []);
});

test('core is built without a C compiler', { skip: noGo }, () => {
  go(['build', './core/...'], { CGO_ENABLED: '0', CC: '/bin/false' });
});

test('core needs itself and the system calls', { skip: noGo }, () => {
  const others = foreign('./core/...').filter((name) => !/^gocluster\/core(\/|$)/.test(name));
  assert.deepEqual(others, ['golang.org/x/sys/unix']);
});

test('capi needs core', { skip: noGo }, () => {
  const imports = go(['list', '-f', '{{join .Imports "\\n"}}', './capi']);
  assert.deepEqual(imports.sort(), ['C', 'gocluster/core']);
  assert.deepEqual([...new Set(includes('capi'))], ['capi/gocluster.h']);
});

test('process needs core', { skip: noGo }, () => {
  const imports = go(['list', '-f', '{{join .Imports "\\n"}}', './process']);
  const own = imports.filter((name) => name.startsWith('gocluster/'));
  assert.deepEqual(own, ['gocluster/core']);
});

test("addon needs its own headers and capi's one", () => {
  const others = includes('addon').filter((header) => !header.startsWith('addon/'));
  assert.deepEqual([...new Set(others)], ['capi/gocluster.h']);
});

test('lib needs Node and itself', () => {
  const literal = requires().filter(([, what]) => /^['"]/.test(what));
  assert.ok(literal.length > 0);
  const others = literal.filter(([, what]) => !/^['"](node:|\.\/[\w.]+['"])/.test(what));
  // For its version alone, and the one thing of the layer above that the environment may ask for.
  const above = new Set([`'../package.json'`, `'../observe/program_control'`]);
  assert.deepEqual(new Set(others.map(([, what]) => what)), above);
  const users = others.filter(([, what]) => what.includes('observe')).map(([name]) => name);
  assert.deepEqual(users, ['lib/take_over.js']);
});

test('lib loads the addon in one file, and in a worker where that one found it', () => {
  const loads = requires().filter(([, what]) => !/^['"]/.test(what));
  const opens = filesIn('lib', /\.m?js$/).filter((name) => /\bdlopen\(/.test(read(name)));
  const files = new Set([...loads.map(([name]) => name), ...opens]);
  assert.deepEqual([...files], ['lib/inbox.js', 'lib/native.js']);
});

/** What a layer above lib loads, outside itself and Node. */
function others(folder) {
  const texts = filesIn(folder, /\.js$/).map((name) => read(name).replace(/^\s*\/\/.*$/gm, ''));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\brequire\('([^'\s]+)'\)/g)].map(([, name]) => name),
  );
  return [...new Set(names.filter((name) => !/^(node:|\.\/)/.test(name)))].sort();
}

test('observe needs the cluster interface, and no package', () => {
  // @opentelemetry/api is the program's, loaded where it asks for that.
  const own = ['cluster', 'native', 'places', 'predecessor', 'take_over', 'wire'].map(
    (name) => `../lib/${name}`,
  );
  assert.deepEqual(others('observe'), [...own, '../package.json']);
});

/** What `gocluster top` draws with. */
const DRAWING = ['cli-table3', 'picocolors'];

test('supervisor needs the cluster interface, and two packages, which nothing below it loads', () => {
  const packages = ['croner', 'valibot'];
  assert.deepEqual(others('supervisor'), [
    '../lib/cluster',
    '../lib/nearest',
    '../lib/notify',
    '../lib/places',
    '../lib/upgrade',
    '../observe/control_request',
    '../observe/control_socket',
    '../observe/control_verbs',
    '../observe/folder',
    '../observe/metrics',
    '../package.json',
    ...packages,
  ]);
  const { dependencies, bundleDependencies } = JSON.parse(read('package.json'));
  const all = [...DRAWING, ...packages].sort();
  assert.deepEqual(Object.keys(dependencies).sort(), all);
  assert.deepEqual([...bundleDependencies].sort(), all);
});

test('cli needs supervisor and lib, and two packages that draw', () => {
  const packages = others('cli').filter((what) => !/^\.\.\/(lib|supervisor)(\/|$)/.test(what));
  assert.deepEqual(packages, ['../package.json', ...DRAWING]);
  // The other commands load neither.
  const users = filesIn('cli', /\.js$/).filter((name) =>
    DRAWING.some((each) => read(name).includes(`'${each}'`)),
  );
  assert.deepEqual(users, ['cli/colours.js', 'cli/top_view.js']);
});

test('no file of lib needs itself in the end', () => {
  const needs = new Map();
  for (const [name, what] of requires()) {
    const file = /^['"]\.\/([\w.]+?)(\.js)?['"]$/.exec(what)?.[1];
    if (file) needs.set(name, [...(needs.get(name) ?? []), `lib/${file}.js`]);
  }
  const visit = (name, trail) => {
    assert.ok(!trail.includes(name), `${[...trail, name].join(' -> ')}`);
    for (const next of needs.get(name) ?? []) visit(next, [...trail, name]);
  };
  for (const name of needs.keys()) visit(name, []);
});
