'use strict';

// Runs test suites: `node scripts/test.js [suite or folder of test-node...]`; without arguments, the suites of npm test.
//
//   go         core and C ABI
//   quick      the tests of `source` and `node` that find most in the least time
//   source     the repository's own rules, and its C under sanitizers: the same with every Node
//   node       the behaviour of the package, against real processes and sockets
//   promises   how the package is installed, and whether documents and examples are true
//   lines      the tests of `node` that another line of Node may change
//   ecosystem  real packages from npm in real programs
//   prebuilt   the package as it is published, on every line of Node, and on an emulated arm64
//   chaos      a thousand kills under load
//   soak       two million connections
//   types      gocluster's types under every compiler setting
//
// NODE_UNDER_TEST is the node to run the JavaScript suites with; without it, this one. TEST_COUNTS is a file to which the counts are
// appended, one line of JSON per run. With TEST_ALL each comparison runs under both policies, and there are many reloads; without it,
// one policy and a few reloads. TEST_SHARE=1/4 is the second of four parts of the suite `lines` (share.js).

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { FOLDERS, NOT_SHARED, OWN_PACKAGES, SAME_WITH_EVERY_NODE } = require('./testing/folders');
const { runGo } = require('./testing/go');
const { runFolders } = require('./testing/javascript');
const { counts } = require('./testing/line');

const ROOT = path.join(__dirname, '..');
const NODE = process.env.NODE_UNDER_TEST || process.execPath;
const FAILED = { passed: 0, failed: 1, skipped: 0, flaky: 0 };

function run(command, args, options = {}) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) console.error(error.message);
  return status === 0;
}

function installPackages(folder) {
  const cwd = path.join(ROOT, 'test-node', folder);
  if (!fs.existsSync(path.join(cwd, 'package-lock.json'))) return true;
  if (fs.existsSync(path.join(cwd, 'node_modules', '.package-lock.json'))) return true;
  return run('npm', ['ci', '--no-audit', '--no-fund'], { cwd });
}

/** Packs the package as it is published, so that packing itself builds the prebuilt binaries of both kinds. */
function packs() {
  fs.rmSync(path.join(ROOT, 'prebuilds'), { recursive: true, force: true });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-pack-'));
  const packed = run('npm', ['pack', '--pack-destination', folder]);
  fs.rmSync(folder, { recursive: true });
  return packed;
}

async function javascript(folders, options) {
  if (folders.includes('prebuilt') && !packs()) return FAILED;
  for (const folder of folders.filter((name) => OWN_PACKAGES.includes(name))) {
    if (!installPackages(folder)) return FAILED;
  }
  return runFolders(folders, NODE, options);
}

/** Suites that are programs of their own. */
const PROGRAMS = {
  chaos: ['test-node/chaos/run.js'],
  soak: ['test-node/soak/run.js'],
};

/** Suites that do not run all of their folders. */
const OPTIONS = {
  lines: { without: SAME_WITH_EVERY_NODE, isShared: (name) => !NOT_SHARED.includes(name) },
};

/** Runs suites or folders together, so that no lane waits for the end of one of them. */
async function runTogether(suites) {
  console.log(`\n${suites.join(' ')}`);
  const folders = [...new Set(suites.flatMap((suite) => FOLDERS[suite] ?? [suite]))];
  const unknown = folders.find((name) => !fs.existsSync(path.join(ROOT, 'test-node', name)));
  if (unknown === undefined) return javascript(folders, OPTIONS[suites[0]]);
  console.error(`no such suite: ${unknown}`);
  return FAILED;
}

async function runProgram(suite) {
  console.log(`\n${suite}`);
  return run(NODE, PROGRAMS[suite]) ? { ...FAILED, failed: 0, passed: 1 } : FAILED;
}

/** Groups suites into runs. A suite that has options, or is a program, is a run of its own. */
function inRuns(suites) {
  const isAlone = (suite) => suite in PROGRAMS || suite in OPTIONS;
  const together = suites.filter((suite) => !isAlone(suite));
  const runs = together.length > 0 ? [() => runTogether(together)] : [];
  for (const suite of suites.filter(isAlone)) {
    runs.push(() => (suite in PROGRAMS ? runProgram(suite) : runTogether([suite])));
  }
  return runs;
}

async function main() {
  const suites = process.argv.length > 2 ? process.argv.slice(2) : ['go', 'source', 'node'];
  // The Go tests mostly wait, so the others run meanwhile.
  const meanwhile = suites.includes('go') ? [runGo()] : [];
  const results = [];
  for (const each of inRuns(suites.filter((suite) => suite !== 'go'))) results.push(await each());
  results.push(...(await Promise.all(meanwhile)));

  const total = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  for (const result of results) {
    for (const key of Object.keys(total)) total[key] += result[key];
  }
  if (process.env.TEST_COUNTS) {
    fs.appendFileSync(process.env.TEST_COUNTS, `${JSON.stringify(total)}\n`);
  }
  console.log(`\n${counts(total)}`);
  if (total.failed > 0) process.exitCode = 1;
}

main();
