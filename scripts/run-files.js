'use strict';

// Runs test files with this node, three at a time, and prints what each test did: `node scripts/run-files.js file...`.
// Node 18's own --test takes one file at a time, and these wait more than they run.
//
//   TEST_COUNTS   a file to write the counts to, as JSON
//   TEST_RETRIES  how often files that failed are run again, alone: for machines that do much at once. What then passes
//                 is named as flaky, which is a bug, but not the change's

const fs = require('node:fs');
const path = require('node:path');
const { run } = require('node:test');
const { spec: Spec } = require('node:test/reporters');

const CONCURRENCY = 3;
const RETRIES = Number(process.env.TEST_RETRIES ?? 0);

const ROOT = path.join(__dirname, '..');

/** Runs the files once. @returns {Promise<{passed: number, failed: number, skipped: number, files: string[]}>} */
function runOnce(files, concurrency) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failed = new Set();
  /** Suites are counted by their tests. */
  function count(result, { details, skip }) {
    if (details.type === 'suite') return;
    counts[skip === undefined || skip === false ? result : 'skipped']++;
  }
  return new Promise((resolve) => {
    const events = run({ files, concurrency });
    events.on('test:pass', (data) => count('passed', data));
    events.on('test:fail', (data) => {
      count('failed', data);
      failed.add(data.file ?? data.name);
    });
    const output = events.compose(new Spec());
    output.on('end', () => resolve({ ...counts, files: [...failed] }));
    output.pipe(process.stdout);
  });
}

/** The files that have failed. A test that a helper defines is of a file beside the helper, or of any. */
function filesOf(places, files) {
  const of = (place) => {
    if (files.includes(place)) return [place];
    const beside = files.filter((file) => path.dirname(file) === path.dirname(place));
    return beside.length > 0 ? beside : files;
  };
  return [...new Set(places.flatMap(of))];
}

async function main() {
  const files = process.argv.slice(2).map((file) => path.resolve(file));
  const result = await runOnce(files, CONCURRENCY);
  result.files = filesOf(result.files, files);
  const failedFirst = result.files;
  for (let retry = 0; retry < RETRIES && result.files.length > 0; retry++) {
    console.log(`\n=== again, alone: ${result.files.map((file) => path.relative(ROOT, file))}\n`);
    const { failed, files: still } = await runOnce(result.files, 1);
    Object.assign(result, { failed, files: filesOf(still, files) });
  }
  const flaky = failedFirst.filter((file) => !result.files.includes(file));
  if (flaky.length > 0) {
    console.log(`\nFLAKY: ${flaky.map((file) => path.relative(ROOT, file)).join(' ')}`);
  }
  const { passed, failed, skipped } = result;
  if (process.env.TEST_COUNTS) {
    const counts = JSON.stringify({ passed, failed, skipped, flaky: flaky.length });
    fs.writeFileSync(process.env.TEST_COUNTS, counts);
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

main();
