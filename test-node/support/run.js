'use strict';

// Runs a test program, an ordinary cluster program, in a process of its own: with gocluster by -r, or
// with Node's own cluster if GOCLUSTER_TEST_BUILTIN or the option `builtin` is set. The program
// reports what it sees through report() (report.js).
//
//   test('...', async (t) => {
//     const program = run(t, (report) => {
//       const cluster = require('node:cluster');
//       ...
//       report('id', worker.id);
//     });
//     assert.equal(await program.next('id'), 1);
//     await program.success();
//   });
//
// The function is written to a file, so it cannot use variables of the test around it: pass values by
// `args` or `env`. When the test ends, every process of the program is killed.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Program } = require('./program.js');

const ROOT = path.resolve(__dirname, '../..');
const REGISTER = path.join(ROOT, 'lib/register.js');
const CLI = path.join(ROOT, 'cli/index.js');
const FIXTURES = path.join(ROOT, 'test-node/fixtures');
const BUILTIN = Boolean(process.env.GOCLUSTER_TEST_BUILTIN);

/** For `skip`, in tests about gocluster itself, or about what it does differently from Node on purpose. */
const GOCLUSTER_ONLY = BUILTIN && 'runs without gocluster here, and this is about gocluster';

/**
 * @param {import('node:test').TestContext} t ends the program when the test is over
 * @param {Function | string} program a function, the text of an ES module (several lines), or the
 *   name of a file: one of options.files, else one in test-node/fixtures
 * @param {object} [options]
 * @param {string[]} [options.args] arguments of the program
 * @param {string[]} [options.nodeArgs] arguments of node
 * @param {object} [options.files] files beside it, name to text
 * @param {string[]} [options.launcher] words before the command
 * @param {string} [options.command] run instead of node, with node's arguments; it must run node in the end
 * @param {object} [options.env] added to the environment; undefined removes
 * @param {boolean} [options.builtin] Node's own cluster
 * @param {string[]} [options.preload] arguments that load gocluster, instead of `-r lib/register.js`
 * @param {boolean} [options.install] makes `gocluster` a package that the program can require
 * @param {string} [options.cwd] @param {number} [options.uid] @param {number} [options.gid]
 * @param {any} [options.stdio] as child_process.spawn takes them
 * @param {string} [options.serialization]
 * @returns {Program}
 */
function run(t, program, options = {}) {
  const { args = [], nodeArgs = [], preload = ['-r', REGISTER], builtin = BUILTIN } = options;
  const folder = makeFolder(options);
  const file = writeProgram(folder, program, options.files ?? {});
  const before = [...nodeArgs, ...(builtin ? [] : preload)];
  const words = [...(options.launcher ?? []), options.command ?? process.execPath];
  return launch(t, folder, [...words, ...before, file, ...args], options);
}

/**
 * Starts any command as a program under test, which is killed with all its processes when the test ends.
 * @param {import('node:test').TestContext} t
 * @param {string[]} words the command
 * @param {object} [options] cwd, env, uid, gid, stdio and serialization, as for run(); detached, to have a process group
 * @returns {Program}
 */
function start(t, words, options = {}) {
  return launch(t, makeFolder(options), words, options);
}

function launch(t, folder, [command, ...args], options) {
  const running = new Program(folder, command, args, {
    cwd: options.cwd ?? folder,
    env: environment({ TEST_REPORT: path.join(folder, 'reports'), ...options.env }),
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    serialization: options.serialization,
    uid: options.uid,
    gid: options.gid,
    detached: options.detached,
  });
  t.after(() => running.clean());
  return running;
}

function makeFolder({ install }) {
  // The real path, because programs compare it with process.cwd().
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-test-')));
  fs.chmodSync(folder, 0o777); // programs may run as another user
  fs.writeFileSync(path.join(folder, 'reports'), '');
  fs.chmodSync(path.join(folder, 'reports'), 0o666);
  fs.copyFileSync(path.join(__dirname, 'report.js'), path.join(folder, 'report.cjs'));
  if (install) {
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync(ROOT, path.join(folder, 'node_modules/gocluster'));
  }
  return folder;
}

function writeProgram(folder, program, files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  if (typeof program === 'string' && !program.includes('\n')) {
    return path.join(program in files ? folder : FIXTURES, program);
  }
  const isFunction = typeof program === 'function';
  const file = path.join(folder, isFunction ? 'program.js' : 'program.mjs');
  const text = isFunction
    ? `'use strict';\n(${program})(require('./report.cjs'));\n`
    : `import report from './report.cjs';\n${program}`;
  fs.writeFileSync(file, text);
  return file;
}

/** The environment of a program: without variables for the test runner; undefined in `added` removes a variable. */
function environment(added) {
  const env = { ...process.env, ...added };
  delete env.NODE_TEST_CONTEXT; // the program is no part of the test runner
  delete env.GOCLUSTER_TEST_BUILTIN;
  // CI systems set these. With them Node colours output even into a pipe, and warns if both are set.
  for (const key of ['FORCE_COLOR', 'NO_COLOR']) if (!added?.[key]) delete env[key];
  // Each test sets the policy that it needs.
  if (!added?.NODE_CLUSTER_SCHED_POLICY) delete env.NODE_CLUSTER_SCHED_POLICY;
  for (const key of Object.keys(env)) if (env[key] === undefined) delete env[key];
  return env;
}

/** Runs the same program under Node's own cluster and as run() does; both must succeed. */
async function both(t, program, options) {
  const builtin = await run(t, program, { ...options, builtin: true }).success();
  const tested = await run(t, program, options).success();
  assert.notEqual(builtin.length, 0, 'the program reported nothing to compare');
  const values = (reports) => reports.map(({ name, value }) => [name, value]);
  return { builtin: values(builtin), tested: values(tested) };
}

module.exports = {
  run,
  start,
  both,
  environment,
  ROOT,
  REGISTER,
  CLI,
  FIXTURES,
  BUILTIN,
  GOCLUSTER_ONLY,
};
