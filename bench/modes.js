'use strict';

// The ways in which the same cluster program is run, side by side.

const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

const pm2 = path.join(root, 'test-node', 'ecosystem', 'node_modules', 'pm2');

const primary = path.join(__dirname, 'service', 'primary.js');

/** Starts a program under another scheduling policy of the kernel: see "Scheduling policy" in docs/operations.md. */
const batch = ['chrt', '--batch', '0'];

/**
 * `before`, `env` and `nodeArguments` are what the program is started with, `program` is run instead of bench/server.js, and `options`
 * are passed to it. `missing()` returns why a mode cannot run here, or null; `service()` returns the arguments of node that run a
 * program without cluster code. A mode with `byName` runs only if it is named.
 */
function mode(name, label, more = {}) {
  return { name, label, env: {}, nodeArguments: [], options: {}, missing: () => null, ...more };
}

const roundRobin = { NODE_CLUSTER_SCHED_POLICY: 'rr' };

/** A mode with the gocluster package in a folder, which must have been built there. */
function gocluster(name, label, folder, more = {}) {
  const native = path.join(folder, 'build', 'Release', 'gocluster.node');
  const stats = path.join(folder, 'observe', 'stats.js');
  const command = path.join(folder, 'cli', 'index.js');
  return mode(name, label, {
    nodeArguments: ['-r', path.join(folder, 'lib', 'register.js')],
    // A file that the primary must have mapped: otherwise the built-in could be measured under gocluster's name.
    mapped: 'gocluster',
    options: fs.existsSync(stats) ? { stats } : {},
    service: fs.existsSync(path.join(folder, 'cli', 'run.js'))
      ? (app, workers) => [command, 'run', '--workers', `${workers}`, app]
      : undefined,
    missing: () => (fs.existsSync(native) ? null : 'not built: run `npm install`'),
    ...more,
  });
}

const modes = [
  mode('builtin-rr', 'built-in, round robin', {
    env: roundRobin,
    service: (app, workers) => [primary, app, `${workers}`],
  }),
  mode('builtin-none', 'built-in, SCHED_NONE', { env: { NODE_CLUSTER_SCHED_POLICY: 'none' } }),
  mode('reuseport', 'reusePort', {
    options: { reusePort: true },
    missing: () => (hasReusePort() ? null : `Node ${process.version} has no reusePort`),
  }),
  mode('pm2', 'PM2, cluster mode', {
    program: path.join(__dirname, 'pm2.js'),
    missing: () => (fs.existsSync(pm2) ? null : 'no PM2: run `npm ci` in test-node/ecosystem'),
  }),
  gocluster('gocluster', 'gocluster', root),
  gocluster('gocluster-process', 'gocluster, core a process', root, {
    env: { GOCLUSTER_CORE: 'process' },
    byName: true,
  }),
  mode('builtin-rr-batch', 'built-in, round robin, SCHED_BATCH', {
    before: batch,
    env: roundRobin,
    byName: true,
  }),
  gocluster('gocluster-batch', 'gocluster, SCHED_BATCH', root, { before: batch, byName: true }),
];

/**
 * The modes of --compare: this build, that of another revision, and this build once more, which shows how much two measurements of
 * the same build differ.
 *
 * @param {{folder: string, name: string}} revision see revision.js
 */
function compared(revision) {
  return [
    modes.find(({ name }) => name === 'gocluster'),
    gocluster('revision', `gocluster at ${revision.name}`, revision.folder),
    gocluster('itself', 'gocluster, once more', root),
  ];
}

/** reusePort came with Node 22.12 and 23.1; an older Node silently ignores it. */
function hasReusePort() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

/** @returns the modes with these names; without names, all modes except those with `byName` */
function named(names) {
  const unknown = names.filter((name) => !modes.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`unknown mode: ${unknown.join(', ')}`);
  return modes.filter(({ name, byName }) => (names.length === 0 ? !byName : names.includes(name)));
}

/** Sorts modes in the order of a report. */
function inOrder(list) {
  const at = ({ name }) => modes.findIndex((each) => each.name === name);
  return [...list].sort((a, b) => at(a) - at(b));
}

/** @returns the modes that can run here */
function possible(wanted) {
  for (const each of wanted) {
    if (each.missing()) console.log(`left out: ${each.label} (${each.missing()})`);
  }
  return wanted.filter((each) => !each.missing());
}

module.exports = { compared, inOrder, named, possible };
