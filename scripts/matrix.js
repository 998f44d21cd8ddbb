'use strict';

// Runs the JavaScript suites under the last release of every supported line of Node, with the same addon, and prints a table:
// `node scripts/matrix.js [--suite name]... [--shared] [line...]`. With --shared each line of Node runs a part of the suite `lines`, so
// that all of them together run everything once. The releases come from npm and are kept in node_modules/.cache. Two lines of Node are
// tested at a time, so that one uses the CPU while the last files of the other wait.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { parseArgs } = require('node:util');
const { CACHE, LINES, nodeOf } = require('./nodes');

const ROOT = path.join(__dirname, '..');
const SUITES = ['node', 'ecosystem'];

const AT_ONCE = 2;
/** How many files run at a time for each line of Node: in total as many as in npm test. */
const LANES = Number(process.env.TEST_LANES) || (2 * os.cpus().length) / AT_ONCE;

/** Runs one suite with one node. */
async function runSuite(suite, { version, node, share }) {
  const counts = path.join(CACHE, `counts-${version}.json`);
  fs.rmSync(counts, { force: true });
  const started = Date.now();
  const child = spawn(process.execPath, [path.join(__dirname, 'test.js'), suite], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_UNDER_TEST: node,
      TEST_COUNTS: counts,
      TEST_LANES: `${LANES}`,
      TEST_SHARE: share,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    readline
      .createInterface({ input: stream })
      .on('line', (line) => console.log(`${version.padEnd(8)} | ${line}`));
  }
  const [status] = await once(child, 'close');
  const seconds = Math.round((Date.now() - started) / 1000);
  const text = fs.existsSync(counts) ? fs.readFileSync(counts, 'utf8') : '{}';
  if (process.env.TEST_COUNTS) fs.appendFileSync(process.env.TEST_COUNTS, text);
  const { passed, failed, skipped, flaky } = JSON.parse(text);
  const result = status === 0 ? 'ok' : 'FAILED';
  return { node: version, suite, result, passed, failed, skipped, flaky, seconds };
}

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      suite: { type: 'string', multiple: true, default: SUITES },
      shared: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const lines = positionals.length > 0 ? positionals : LINES;
  const queue = lines.map((line, i) => ({
    ...nodeOf(line),
    share: values.shared ? `${i}/${lines.length}` : '0/1',
  }));
  const results = [];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const suite of values.suite) results.push(await runSuite(suite, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.table(results);
  if (!results.every(({ result }) => result === 'ok')) process.exitCode = 1;
}

main();
