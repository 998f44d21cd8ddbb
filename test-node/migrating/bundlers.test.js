'use strict';

// The configurations of docs/bundlers.md with the real bundlers: what they build runs on gocluster, which is installed beside it. What
// has taken gocluster in says to leave it external, or runs.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { block } = require('../documents/blocks');
const { makeFolder } = require('../documents/sandbox');

const PACKAGES = path.join(__dirname, '..', 'ecosystem', 'node_modules');
const ROOT = path.join(__dirname, '..', '..');
const DEADLINE_MS = 180_000;

const PROGRAM = `
const cluster = require('gocluster');
const http = require('http');
const fs = require('fs');
if (cluster.isPrimary) {
  cluster.fork();
  cluster.on('listening', (worker, { port }) => {
    http.get({ port, agent: false }, (response) => {
      const has = (pid) => fs.readFileSync('/proc/' + pid + '/maps', 'utf8').includes('gocluster.node');
      console.log(response.statusCode, has(process.pid), has(worker.process.pid));
      cluster.disconnect();
    });
  });
} else {
  http.createServer((request, response) => response.end()).listen(0, '127.0.0.1');
}
`;

const WEBPACK = `
require('webpack')(require('./webpack.config.js'), (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors()) throw new Error(stats.toString());
});
`;

/** What is run to build, by bundler, and the file that it makes. */
const BUNDLERS = {
  esbuild: { command: block('bundler-esbuild'), file: 'server.js' },
  ncc: { command: block('bundler-ncc'), file: 'index.js' },
  webpack: {
    command: 'node webpack.js',
    files: { 'webpack.config.js': block('bundler-webpack'), 'webpack.js': WEBPACK },
    file: 'server.js',
  },
  rollup: {
    command: 'npx rollup --config --silent',
    files: { 'rollup.config.mjs': block('bundler-rollup') },
    file: 'server.js',
  },
};

/** A tool of the packages' own, without npx, which asks the registry. */
function build(folder, command) {
  const [first, second, ...args] = command.trim().split(' ');
  const PATH = `${path.join(PACKAGES, '.bin')}:${path.dirname(process.execPath)}:${process.env.PATH}`;
  const line = first === 'npx' ? [second, ...args] : [first, second, ...args];
  const env = { ...process.env, PATH, NODE_OPTIONS: undefined };
  const { status, stderr, stdout } = spawnSync(line[0], line.slice(1), {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: DEADLINE_MS,
  });
  assert.equal(status, 0, stdout + stderr);
}

/** The bundlers' packages, and gocluster as npm installs it: ncc takes the files of a link for the program's own. */
function install(folder) {
  const modules = path.join(folder, 'node_modules');
  fs.rmSync(modules, { recursive: true });
  fs.mkdirSync(modules);
  for (const name of fs.readdirSync(PACKAGES)) {
    if (name !== 'gocluster') fs.symlinkSync(path.join(PACKAGES, name), path.join(modules, name));
  }
  for (const name of ['lib', 'observe', 'scripts', 'build/Release', 'package.json']) {
    fs.cpSync(path.join(ROOT, name), path.join(modules, 'gocluster', name), { recursive: true });
  }
}

/** Bundles in one folder, and takes the bundle to another, where gocluster is installed or not. */
function bundle(t, { command, files = {}, file }, installed) {
  const folder = makeFolder(t, { 'server.js': PROGRAM, ...files });
  install(folder);
  build(folder, command);
  const away = makeFolder(t);
  if (!installed) fs.rmSync(path.join(away, 'node_modules'), { recursive: true });
  fs.cpSync(path.join(folder, 'dist'), path.join(away, 'dist'), { recursive: true });
  return spawnSync(process.execPath, [path.join('dist', file)], {
    cwd: away,
    encoding: 'utf8',
    timeout: DEADLINE_MS,
  });
}

for (const [name, bundler] of Object.entries(BUNDLERS)) {
  test(`${name}, gocluster external`, (t) => {
    const { status, stdout, stderr } = bundle(t, bundler, true);
    assert.equal(stderr, '');
    assert.deepEqual({ status, stdout }, { status: 0, stdout: '200 true true\n' });
  });

  test(`${name}, gocluster taken in`, (t) => {
    const without = (text) =>
      text
        .replace(/--external[: ]gocluster|externals: .*|external: .*/g, '')
        .replace(/  +/g, ' ')
        // Of gocluster's package.json Rollup wants to know what it is.
        .replace('plugins: [', 'plugins: [json(), ')
        .replace('import ', "import json from '@rollup/plugin-json';\nimport ");
    const files = Object.entries(bundler.files ?? {}).map(([key, text]) => [key, without(text)]);
    const { status, stdout, stderr } = bundle(
      t,
      { ...bundler, command: without(bundler.command), files: Object.fromEntries(files) },
      false,
    );
    if (status === 0) {
      assert.equal(stdout, '200 true true\n');
    } else {
      // Before it stands the line that threw, which is all of a minified bundle.
      const [, message = stderr.slice(0, 500)] = stderr.split('\nError [ERR_CLUSTER_NATIVE]: ');
      assert.match(message, /leave gocluster external/);
      assert.doesNotMatch(message, /build it here/);
    }
  });
}
