'use strict';

// Runs test suites: `node scripts/test.js [suite or folder of test-node...]`, all that npm test has where none is named.
//
//   go         core and C ABI
//   quick      of the next two what says most in the least time
//   source     the repository's own rules, and its C under sanitizers: what is the same with every Node
//   node       the behaviour of the package, against real processes and sockets
//   promises   how it is installed, and that what documents and examples say is so
//   lines      of node what another line of Node may change
//   ecosystem  real packages from npm in real programs
//   prebuilt   the package as it is published, on every line of Node, and on an emulated arm64
//   chaos      a thousand kills under load
//   soak       two million connections
//   types      gocluster's types under every compiler setting
//
// NODE_UNDER_TEST is the node to run the JavaScript suites with; without it, this one. TEST_COUNTS is a file to which the
// counts are added, a line of JSON a run. TEST_ALL: each comparison under both policies, and many reloads, where otherwise one
// policy, and a few, have to do. TEST_SHARE=1/4 is the second of four parts of the lines (share.js).

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

/** As npm publishes it, with prebuilt binaries of both kinds that packing itself has built. */
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

/** Suites that are a program each. */
const PROGRAMS = {
  chaos: ['test-node/chaos/run.js'],
  soak: ['test-node/soak/run.js'],
};

/** Suites that do not run all of their folders. */
const OPTIONS = {
  lines: { without: SAME_WITH_EVERY_NODE, isShared: (name) => !NOT_SHARED.includes(name) },
};

/** Suites, or folders, that are run together: no lane waits for the end of one of them. */
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

/** The suites in runs: what has options, or is a program, is one of its own. */
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
  // The Go tests wait more than they run: the others run meanwhile.
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
