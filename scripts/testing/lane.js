'use strict';

// A lane: runs test files one after the other in one process, because a process for each file would take most of the time to start.
// lanes.js starts it, with reporter.js, and sends it the next file when the last one has ended.

const path = require('node:path');
const { describe } = require('node:test');
const { ASKING_NPM } = require('./folders');

const ROOT = path.join(__dirname, '..', '..');
const TESTS = path.join(ROOT, 'test-node');
const UMASK = process.umask();
const END_MS = 60_000;
const CERTIFICATES = process.env.NODE_EXTRA_CA_CERTS;

// Programs that a test forks inherit the node arguments of this process, but they must not get the reporter.
process.execArgv = [];

/**
 * Machines behind a proxy set NODE_EXTRA_CA_CERTS for npm. With it, Node 18 and 20 read every root certificate at each start, which
 * doubles the time of a start. So only tests that use npm get the variable.
 */
function setCertificates(file) {
  if (CERTIFICATES === undefined) return;
  const [folder] = path.relative(TESTS, file).split(path.sep);
  if (ASKING_NPM.includes(folder)) process.env.NODE_EXTRA_CA_CERTS = CERTIFICATES;
  else delete process.env.NODE_EXTRA_CA_CERTS;
}

process.on('message', ({ file }) => {
  if (!file) return end();
  setCertificates(file);
  // Each file finds them as in a process of its own.
  process.chdir(ROOT);
  process.umask(UMASK);
  describe(path.relative(ROOT, file), () => void require(file));
});

/** There are no more files. The runner prints the rest of its output when nothing keeps this process alive. */
function end() {
  process.disconnect();
  setTimeout(() => {
    console.log(`something is still open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, END_MS).unref();
}
