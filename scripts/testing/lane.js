'use strict';

// A lane runs test files one after the other in one process, because most of a short file's time would be the start of a
// process of its own. lanes.js starts it, with reporter.js, and sends it the next file when the last one is over.

const path = require('node:path');
const { describe } = require('node:test');
const { ASKING_NPM } = require('./folders');

const ROOT = path.join(__dirname, '..', '..');
const TESTS = path.join(ROOT, 'test-node');
const UMASK = process.umask();
const END_MS = 60_000;
const CERTIFICATES = process.env.NODE_EXTRA_CA_CERTS;

// Programs that a test forks get the node arguments of this process: the reporter is none of theirs.
process.execArgv = [];

/**
 * Machines behind a proxy have NODE_EXTRA_CA_CERTS for npm. Node 18 and 20 read every root certificate at each start for it, which
 * is as long as the rest of the start: what does not ask npm goes without.
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
  // As a process of its own would find them.
  process.chdir(ROOT);
  process.umask(UMASK);
  describe(path.relative(ROOT, file), () => void require(file));
});

/** No more files: the runner prints what it still has to say when nothing keeps this process alive. */
function end() {
  process.disconnect();
  setTimeout(() => {
    console.log(`something is still open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, END_MS).unref();
}
