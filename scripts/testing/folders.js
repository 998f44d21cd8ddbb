'use strict';

// Which folders of test-node make a suite.

/**
 * What may end otherwise with another Node: its own cluster is the other side of a comparison, its net, dgram, child_process
 * and test of options are called in ways that its versions answer differently, its V8 shares the process with Go, and its
 * modules are what lib/ keeps copies of.
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

/** Of these folders what is about Go and our own parsers, to which another Node is all the same. */
const SAME_WITH_EVERY_NODE = [
  'bad-input/ipc-fuzz.test.js',
  'runtime/core-panics.test.js',
  'runtime/go-environment.test.js',
];

/** Of the others each line of Node that is run beside the main one has its share: these it has whole, or they share themselves. */
const NOT_SHARED = ['differential', 'replaced', 'half'];

/** What takes longest: it is begun first, so that nothing long is left for the end. */
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

/** What the kernel, the core and the addon decide, under whatever Node. */
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

/** What hardly ever breaks by a change to the code: how it is installed, and that pages and examples are true. */
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
