'use strict';

// By hand: Node's own tests, each without gocluster and with `-r gocluster/register`. Fails if one ends otherwise than it does without,
// unless differences.json says why.
//
//   node test-node/node-suite/run.js FOLDER [--all]
//
// FOLDER: the sources of a release of the running Node, as its project or a Linux distribution publishes them. --all: also the tests that
// have nothing to do with cluster, some 3,000, which takes half an hour.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const DIFFERENCES = require('./differences.json');

const REGISTER = path.join(__dirname, '..', '..', 'lib', 'register.js');
const FOLDERS = ['parallel', 'sequential', 'async-hooks', 'report'];
/** Only a test that hangs takes so long. */
const HANGS_MS = 120_000;
const LANES = os.availableParallelism();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false } },
});
const root = path.resolve(positionals[0] ?? '.', 'test');

/** @returns {string[]} tests that need nothing but this Node, relative to the folder */
function tests() {
  const files = FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder))
      .filter((name) => /^test-.*\.js$/.test(name))
      .map((name) => path.join(folder, name)),
  );
  return files.filter(
    (file) => values.all || fs.readFileSync(path.join(root, file), 'utf8').includes('cluster'),
  );
}

/** Options of node that a test asks for in its first lines. */
function flagsOf(file) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return /^\/\/ Flags: (.*)$/m.exec(text)?.[1].trim().split(/\s+/) ?? [];
}

let runs = 0;

/** @returns {Promise<{passed: boolean, output: string}>} */
async function run(file, options, scratch) {
  const child = spawn(process.execPath, [...options, ...flagsOf(file), path.join(root, file)], {
    cwd: root,
    detached: true, // a group, so that what it leaves behind can be ended
    env: { ...process.env, NODE_TEST_DIR: scratch, TEST_THREAD_ID: `${++runs}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output = `${output}${text}`.slice(-4000)));
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // nothing is left
    }
  };
  const deadline = setTimeout(end, HANGS_MS);
  const [code] = await once(child, 'exit');
  clearTimeout(deadline);
  end();
  return { passed: code === 0, output };
}

/** Says how the test ends differently. A failure is tried once more: some tests do not bear a busy machine. @returns {Promise<string | null>} */
async function compare(file, scratch) {
  for (let tries = 0; ; tries++) {
    const ours = await run(file, ['-r', REGISTER], scratch);
    if (ours.passed) return null;
    const nodes = await run(file, [], scratch);
    if (!nodes.passed) return null;
    if (tries > 0 || DIFFERENCES[path.basename(file)]) return ours.output;
  }
}

async function main() {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-node-suite-'));
  const all = tests();
  const counts = { same: 0, known: 0, different: 0 };
  const runLane = async (left) => {
    for (let file = left.shift(); file; file = left.shift()) {
      const output = await compare(file, scratch);
      if (output === null) counts.same++;
      else if (DIFFERENCES[path.basename(file)]) {
        counts.known++;
        console.log(`known      ${file}: ${DIFFERENCES[path.basename(file)]}`);
      } else {
        counts.different++;
        console.log(`DIFFERENT  ${file}\n${output}`);
      }
    }
  };
  const isSequential = (file) => path.dirname(file) === 'sequential';
  const beside = all.filter((file) => !isSequential(file));
  await Promise.all(Array.from({ length: LANES }, () => runLane(beside)));
  await runLane(all.filter(isSequential));
  fs.rmSync(scratch, { recursive: true, force: true });
  console.log(`Node ${process.version}, ${all.length} of its tests:`, counts);
  process.exitCode = counts.different === 0 && all.length > 0 ? 0 : 1;
}

main();
