'use strict';

// Runs test files with this node, three at a time, and prints what each test did: `node scripts/run-files.js file...`.
// Node 18's own --test takes one file at a time, and these wait more than they run. With TEST_COUNTS set, the counts are
// written to the file it names, as JSON.

const fs = require('node:fs');
const path = require('node:path');
const { run } = require('node:test');
const { spec: Spec } = require('node:test/reporters');

const CONCURRENCY = 3;

const counts = { passed: 0, failed: 0, skipped: 0 };

/** Suites are counted by their tests. */
function count(result, { details, skip }) {
  if (details.type === 'suite') return;
  counts[skip === undefined || skip === false ? result : 'skipped']++;
}

const files = process.argv.slice(2).map((file) => path.resolve(file));
const events = run({ files, concurrency: CONCURRENCY });
events.on('test:pass', (data) => count('passed', data));
events.on('test:fail', (data) => {
  count('failed', data);
  process.exitCode = 1;
});
events.on('end', () => {
  if (process.env.TEST_COUNTS) fs.writeFileSync(process.env.TEST_COUNTS, JSON.stringify(counts));
});
events.compose(new Spec()).pipe(process.stdout);
