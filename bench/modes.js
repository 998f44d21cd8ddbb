'use strict';

// The ways in which the same cluster program is run, side by side.

const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const register = path.join(root, 'lib', 'register.js');
const native = path.join(root, 'build', 'Release', 'gocluster.node');

/** Starts a program under a policy of the kernel, see "Scheduling policy" in docs/operations.md. */
const batch = ['chrt', '--batch', '0'];

/**
 * `before`, `env` and `nodeArguments` start the program, `options` are for the program,
 * `missing()` says why a mode cannot run here. One that is `byName` runs only when it is asked for.
 */
const modes = [
  {
    name: 'builtin-rr',
    label: 'built-in, round robin',
    env: { NODE_CLUSTER_SCHED_POLICY: 'rr' },
    nodeArguments: [],
    options: {},
    missing: () => null,
  },
  {
    name: 'builtin-none',
    label: 'built-in, SCHED_NONE',
    env: { NODE_CLUSTER_SCHED_POLICY: 'none' },
    nodeArguments: [],
    options: {},
    missing: () => null,
  },
  {
    name: 'reuseport',
    label: 'reusePort',
    env: {},
    nodeArguments: [],
    options: { reusePort: true },
    missing: () => (hasReusePort() ? null : `Node ${process.version} has no reusePort`),
  },
  {
    name: 'gocluster',
    label: 'gocluster',
    env: {},
    nodeArguments: ['-r', register],
    options: {},
    // Without this the built-in would be measured under gocluster's name.
    mapped: 'gocluster',
    missing: () => (fs.existsSync(native) ? null : 'not built: run `npm install`'),
  },
  {
    name: 'gocluster-process',
    label: 'gocluster, core a process',
    env: { GOCLUSTER_CORE: 'process' },
    nodeArguments: ['-r', register],
    options: {},
    mapped: 'gocluster',
    byName: true,
    missing: () => (fs.existsSync(native) ? null : 'not built: run `npm install`'),
  },
  {
    name: 'builtin-rr-batch',
    label: 'built-in, round robin, SCHED_BATCH',
    before: batch,
    env: { NODE_CLUSTER_SCHED_POLICY: 'rr' },
    nodeArguments: [],
    options: {},
    byName: true,
    missing: () => null,
  },
  {
    name: 'gocluster-batch',
    label: 'gocluster, SCHED_BATCH',
    before: batch,
    env: {},
    nodeArguments: ['-r', register],
    options: {},
    mapped: 'gocluster',
    byName: true,
    missing: () => (fs.existsSync(native) ? null : 'not built: run `npm install`'),
  },
];

/** reusePort came with 22.12 and 23.1; an older Node ignores it in silence. */
function hasReusePort() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

/** @returns the modes with these names (all but those by name when empty) that can run here. */
function select(names) {
  const unknown = names.filter((name) => !modes.some((mode) => mode.name === name));
  if (unknown.length > 0) throw new Error(`unknown mode: ${unknown.join(', ')}`);
  const wanted = modes.filter(({ name, byName }) =>
    names.length === 0 ? !byName : names.includes(name),
  );
  for (const mode of wanted) {
    if (mode.missing()) console.log(`left out: ${mode.label} (${mode.missing()})`);
  }
  return wanted.filter((mode) => !mode.missing());
}

module.exports = { modes, select };
