'use strict';

// Runs test suites: `node scripts/test.js [suite...]`, all that npm test has where none is named.
//
//   go         core and C ABI
//   source     the repository's own rules, and its C under sanitizers: what is the same with every Node
//   node       the behaviour of the package, against real processes and sockets
//   ecosystem  real packages from npm in real programs
//   prebuilt   the package as it is published, on every line of Node, and on an emulated arm64
//   chaos      a thousand kills under load
//   soak       two million connections
//   types      gocluster's types under every compiler setting
//
// NODE_UNDER_TEST is the node to run the JavaScript suites with; without it, this one.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const NODE = process.env.NODE_UNDER_TEST || process.execPath;

const FOLDERS = {
  node: [
    'surface',
    'bad-input',
    'listening',
    'handoff',
    'chaos',
    'loader',
    'runtime',
    'primary-dies',
    'limits',
    'safety',
    'process',
    'musl',
    'document',
    'documents',
    'examples',
    'differential',
    'install',
    'command',
  ],
  source: ['repository', 'sanitizers'],
  ecosystem: ['ecosystem', 'migrating'],
  prebuilt: ['prebuilt'],
  types: ['types'],
};
/** Folders with packages of their own. */
const OWN_PACKAGES = ['ecosystem', 'examples', 'types'];

function* testFiles(folder) {
  if (!fs.existsSync(folder)) return;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* testFiles(name);
    else if (entry.name.endsWith('.test.js')) yield name;
  }
}

function run(command, args, options = {}) {
  console.log(`$ ${[command, ...args.slice(0, 6)].join(' ')}${args.length > 6 ? ' ...' : ''}`);
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

function javascript(suite) {
  const folders = FOLDERS[suite];
  if (suite === 'prebuilt' && !packs()) return false;
  for (const folder of folders.filter((name) => OWN_PACKAGES.includes(name))) {
    if (!installPackages(folder)) return false;
  }
  const files = folders.flatMap((name) => [...testFiles(path.join(ROOT, 'test-node', name))]);
  const names = files.map((file) => path.relative(ROOT, file));
  return run(NODE, [path.join('scripts', 'run-files.js'), ...names]);
}

/** Run again, Go runs only the packages that failed. */
function go() {
  const test = () => run('go', ['test', '-race', './...']);
  return test() || (Number(process.env.TEST_RETRIES) > 0 && test());
}

/** Suites that are a program each. */
const PROGRAMS = {
  chaos: ['test-node/chaos/run.js'],
  soak: ['test-node/soak/run.js'],
};

function runSuite(suite) {
  if (suite === 'go') return go();
  if (PROGRAMS[suite]) return run(NODE, PROGRAMS[suite]);
  if (FOLDERS[suite]) return javascript(suite);
  console.error(`no such suite: ${suite}`);
  return false;
}

const suites = process.argv.length > 2 ? process.argv.slice(2) : ['go', 'source', 'node'];
const failed = suites.filter((suite) => !runSuite(suite));
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
