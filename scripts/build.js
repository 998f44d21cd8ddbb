'use strict';

// Builds the addon and the core from source, into build/Release. npm runs it in a clone; in an installed package it is for
// machines that no prebuilt binary fits: `node node_modules/gocluster/scripts/build.js`.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** binding.gyp is not at the top, where package managers take it for a wish to build at install. */
const ADDON = path.join(ROOT, 'addon');
const GO_VERSION = /^go (\d+)\.(\d+)/m
  .exec(fs.readFileSync(path.join(ROOT, 'go.mod'), 'utf8'))
  .slice(1)
  .map(Number);

/** The output of a command, or null where there is no such command. */
function output(command, ...args) {
  const { error, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? null : stdout;
}

function missing() {
  const go = output('go', 'env', 'GOVERSION');
  const wanted = GO_VERSION.join('.');
  if (go === null)
    return `Go ${wanted} or newer is needed to build gocluster, and no "go" is on the PATH.`;
  const version = /go(\d+)\.(\d+)/.exec(go);
  const [major, minor] = version ? version.slice(1).map(Number) : GO_VERSION;
  if (major < GO_VERSION[0] || (major === GO_VERSION[0] && minor < GO_VERSION[1])) {
    return `Go ${wanted} or newer is needed to build gocluster; this is ${go.trim()}.`;
  }
  const compiler = process.env.CC || 'cc';
  if (output(compiler, '--version') === null) {
    return `A C compiler (gcc 8 or clang 7, or newer) is needed to build gocluster, and no "${compiler}" is on the PATH.`;
  }
  if (output('make', '--version') === null) {
    return 'GNU make 3.81 or newer is needed to build gocluster, and no "make" is on the PATH.';
  }
  if (output('python3', '--version') === null) {
    return 'Python 3.8 or newer is needed by node-gyp to build gocluster, and no "python3" is on the PATH.';
  }
  return null;
}

/** node-gyp as npm brings it along, with the headers that lie beside this Node where there are any. */
function nodeGyp() {
  const prefix = path.join(path.dirname(process.execPath), '..');
  const args = ['rebuild'];
  if (fs.existsSync(path.join(prefix, 'include', 'node', 'node_api.h')))
    args.push(`--nodedir=${prefix}`);
  const bundled = path.join(prefix, 'lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js');
  const script = process.env.npm_config_node_gyp || (fs.existsSync(bundled) ? bundled : null);
  return script ? [process.execPath, [script, ...args]] : ['node-gyp', args];
}

function replace(old, fresh) {
  fs.rmSync(old, { recursive: true, force: true });
  fs.renameSync(fresh, old);
}

/** npm runs the script "prepare" before it packs, too. What is packed comes from prebuild.js. */
function packing() {
  const { npm_lifecycle_event: script, npm_command: command } = process.env;
  return script === 'prepare' && (command === 'pack' || command === 'publish');
}

function main() {
  if (packing()) return 0;
  if (process.platform !== 'linux') {
    console.log(
      `gocluster: on ${process.platform} Node's own cluster is used; there is nothing to build.`,
    );
    return 0;
  }
  const sentence = missing();
  if (sentence) {
    console.error(`gocluster: ${sentence}`);
    return 1;
  }
  const [command, args] = nodeGyp();
  const { status, error } = spawnSync(command, args, { cwd: ADDON, stdio: 'inherit' });
  if (error)
    console.error(
      `gocluster: node-gyp could not be started (${error.message}); npm brings it along.`,
    );
  if (status === 0) replace(path.join(ROOT, 'build'), path.join(ADDON, 'build'));
  return status ?? 1;
}

process.exitCode = main();
