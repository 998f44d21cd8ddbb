'use strict';

// Which folders of test-node make a suite.

/**
 * Folders whose tests may have another result with another Node: they compare gocluster with Node's own cluster, call net, dgram,
 * child_process and Node's checks of options in ways to which its versions respond differently, share the process between V8 and Go,
 * or depend on the modules that lib/ keeps copies of.
 */
const DEPENDING_ON_NODE = [
  'differential',
  'surface',
  'listening',
  'runtime',
  'bad-input',
  'command',
  'supervisor',
  'statistics',
  'upgrade',
  'replaced',
  'half',
];

/** Files in these folders that test Go and our own parsers, for which another Node makes no difference. */
const SAME_WITH_EVERY_NODE = [
  'bad-input/ipc-fuzz.test.js',
  'runtime/core-panics.test.js',
  'runtime/go-environment.test.js',
];

/** Each line of Node beside the main one runs a share of each folder, except of these: it runs them whole, or they share themselves. */
const NOT_SHARED = ['differential', 'replaced', 'half'];

/** The files that take longest. They are started first, so that no long one is left for the end. */
const LONG = [
  'sanitizers/sanitizers.test.js',
  'install/package-installs.test.js',
  'documents/self-checking.test.js',
  'documents/restarts.test.js',
  'supervisor/reload-loses-nothing.test.js',
  'supervisor/bad-code.test.js',
  'safety/descriptors.test.js',
  'differential/listen.test.js',
  'differential/connection.test.js',
  'differential/fork.test.js',
  'differential/lifecycle.test.js',
  'runtime/threads-in-loops.test.js',
  'command/arguments.test.js',
  'runtime/signal-defaults.test.js',
  'surface/kill-changes-nothing.test.js',
];

/** Folders whose results depend on the kernel, the core and the addon, and not on the version of Node. */
const OTHERS = [
  'handoff',
  'limits',
  'chaos',
  'proxy',
  'primary-dies',
  'process',
  'safety',
  'document',
];

/** Folders that a change of the code hardly ever breaks: installation, and the truth of documents and examples. */
const PROMISES = ['install', 'musl', 'documents', 'examples'];

const FOLDERS = {
  node: [...DEPENDING_ON_NODE, ...OTHERS],
  promises: PROMISES,
  lines: DEPENDING_ON_NODE,
  source: ['sanitizers', 'repository'],
  quick: ['repository', 'surface', 'handoff'],
  ecosystem: ['ecosystem', 'migrating'],
  prebuilt: ['prebuilt'],
  types: ['types'],
};

/** Folders with packages of their own. */
const OWN_PACKAGES = ['ecosystem', 'examples', 'prebuilt', 'types'];

/** Folders with tests that install something. */
const ASKING_NPM = [...OWN_PACKAGES, 'install', 'migrating'];

module.exports = { ASKING_NPM, FOLDERS, LONG, NOT_SHARED, OWN_PACKAGES, SAME_WITH_EVERY_NODE };
