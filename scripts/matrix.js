'use strict';

// Runs the JavaScript suites under the last release of every supported line of Node, with the one addon that is built, and
// prints a table: `node scripts/matrix.js [--suite name]... [line...]`. The releases come from npm and are kept in
// node_modules/.cache.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { CACHE, LINES, nodeOf } = require('./nodes');

const ROOT = path.join(__dirname, '..');
const SUITES = ['node', 'ecosystem'];

/** Runs one suite with one node. */
function runSuite(suite, node) {
  const counts = path.join(CACHE, 'counts.json');
  fs.rmSync(counts, { force: true });
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [path.join(__dirname, 'test.js'), suite], {
    cwd: ROOT,
    env: { ...process.env, NODE_UNDER_TEST: node, TEST_COUNTS: counts },
    stdio: 'inherit',
  });
  const seconds = Math.round((Date.now() - started) / 1000);
  const { passed, failed, skipped, flaky } = fs.existsSync(counts)
    ? JSON.parse(fs.readFileSync(counts, 'utf8'))
    : {};
  return { result: status === 0 ? 'ok' : 'FAILED', passed, failed, skipped, flaky, seconds };
}

const results = [];
const { values, positionals } = parseArgs({
  options: { suite: { type: 'string', multiple: true, default: SUITES } },
  allowPositionals: true,
});
const lines = positionals.length > 0 ? positionals : LINES;
for (const { version, node } of lines.map((line) => nodeOf(line))) {
  for (const suite of values.suite) {
    console.log(`\n=== Node ${version}: ${suite}`);
    results.push({ node: version, suite, ...runSuite(suite, node) });
  }
}
console.table(results);
process.exitCode = results.every(({ result }) => result === 'ok') ? 0 : 1;
