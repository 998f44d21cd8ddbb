'use strict';

// Builds the addon and the core from source, into build/Release. npm runs it in a clone; in an installed package it is for
// machines without a fitting prebuilt binary: `node node_modules/gocluster/scripts/build.js`. With --what-changed it builds only
// what has changed.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** The published package does not contain it: pnpm and Yarn would take it for a request to build at installation. */
const BINDING = path.join(ROOT, 'binding.gyp');
const BINDING_TEXT = '{ "includes": ["addon/addon.gypi"] }\n';
const GO_VERSION = /^go (\d+)\.(\d+)/m
  .exec(fs.readFileSync(path.join(ROOT, 'go.mod'), 'utf8'))
  .slice(1)
  .map(Number);

/** The output of a command; null if there is no such command. */
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

/** The command for the node-gyp that is bundled with npm, with the headers beside this Node if there are any. */
function nodeGyp() {
  const prefix = path.join(path.dirname(process.execPath), '..');
  const commands = process.argv.includes('--what-changed') ? ['configure', 'build'] : ['rebuild'];
  const args = [...commands, '--jobs=max', '--loglevel=warn'];
  if (fs.existsSync(path.join(prefix, 'include', 'node', 'node_api.h')))
    args.push(`--nodedir=${prefix}`);
  const bundled = path.join(prefix, 'lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js');
  const script = process.env.npm_config_node_gyp || (fs.existsSync(bundled) ? bundled : null);
  return script ? [process.execPath, [script, ...args]] : ['node-gyp', args];
}

/** npm runs the script "prepare" before it packs, too. The binaries that are packed come from prebuild.js. */
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
  console.log('gocluster: building the core (Go) and the addon (C), half a minute the first time');
  const isClone = fs.existsSync(BINDING);
  if (!isClone) fs.writeFileSync(BINDING, BINDING_TEXT);
  const [command, args] = nodeGyp();
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (!isClone) fs.rmSync(BINDING);
  if (error)
    console.error(
      `gocluster: node-gyp could not be started (${error.message}); npm brings it along.`,
    );
  return status ?? 1;
}

process.exitCode = main();
