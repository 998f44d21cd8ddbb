'use strict';

// Runs a test program, an ordinary cluster program, in a process of its own: with gocluster put in
// its place by -r, or with Node's own cluster when GOCLUSTER_TEST_BUILTIN is set or `builtin` asked
// for. The program says what it sees through report() (report.js).
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
// The function is written to a file, so it sees nothing of the test around it: hand values over with
// `args` or `env`. When the test ends, every process that came from the program is killed.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { until, DEADLINE_MS } = require('./deadline.js');
const { pidsWith, signal, endAllWith } = require('./processes.js');

const ROOT = path.resolve(__dirname, '../..');
const REGISTER = path.join(ROOT, 'lib/register.js');
const CLI = path.join(ROOT, 'lib/cli.js');
const FIXTURES = path.join(ROOT, 'test-node/fixtures');
const BUILTIN = Boolean(process.env.GOCLUSTER_TEST_BUILTIN);

/** For `skip`: a test about gocluster itself, or about what it does otherwise than Node on purpose. */
const GOCLUSTER_ONLY = BUILTIN && 'runs without gocluster here, and this is about gocluster';

class Program {
  #reportFile;
  #taken = new Map(); // name -> how many of its reports next() has given out
  #exit = null;
  #closed = false;

  stdout = '';
  stderr = '';

  constructor(folder, command, args, options) {
    this.folder = folder;
    this.#reportFile = path.join(folder, 'reports');
    this.child = spawn(command, args, options);
    this.child.stdout?.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.child.on('error', (error) => (this.#exit = { code: error.code, signal: null }));
    this.child.on('exit', (code, name) => (this.#exit = { code, signal: name }));
    this.child.on('close', () => (this.#closed = true));
  }

  /** All reports so far, in order: { name, value, pid }. */
  get reports() {
    const whole = fs.readFileSync(this.#reportFile, 'utf8').split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line));
  }

  /** The values of all reports so far with this name. */
  all(name) {
    return this.reports.filter((report) => report.name === name).map((report) => report.value);
  }

  /** The value of the next report with this name that next() has not yet given out. */
  async next(name, ms = DEADLINE_MS) {
    const index = this.#taken.get(name) ?? 0;
    this.#taken.set(name, index + 1);
    const found = await this.#until(
      () => {
        // Nothing comes from a program that has ended: then there is no point in waiting.
        const ended = this.#closed && this.pids().length === 0;
        const values = this.all(name);
        return values.length > index ? { value: values[index] } : ended && { ended };
      },
      `report '${name}' (number ${index + 1})`,
      ms,
    );
    if (found.ended) throw new Error(`ended without report '${name}'\n${this.#story()}`);
    return found.value;
  }

  /** The end of the program's first process: { code, signal }. Its workers may go on. */
  exit(ms = DEADLINE_MS) {
    return this.#until(() => this.#exit, 'the end of the program', ms);
  }

  /** The end of the program and of every process that holds its stdout: { code, signal }. */
  async end(ms = DEADLINE_MS) {
    await this.#until(() => this.#closed, 'the end of the program and all its workers', ms);
    return this.#exit;
  }

  /** As end(), and it must have ended well: code 0, nothing on stderr. Gives all reports. */
  async success(ms = DEADLINE_MS) {
    const { code } = await this.end(ms);
    assert.ok(code === 0 && this.stderr === '', `did not end well\n${this.#story()}`);
    return this.reports;
  }

  /** Waits until no process that came from the program lives, orphans included. */
  gone(ms = DEADLINE_MS) {
    return this.#until(() => this.pids().length === 0, 'the end of every process', ms);
  }

  /** The ids of all living processes that came from the program. */
  pids() {
    return pidsWith(this.#word());
  }

  kill(name = 'SIGKILL') {
    return signal(this.child.pid, name);
  }

  /** Kills what is left and removes the folder. Called when the test ends. */
  clean() {
    if (this.#exit === null && this.child.pid) this.kill();
    endAllWith(this.#word());
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #word() {
    return `TEST_REPORT=${this.#reportFile}\0`;
  }

  #until(condition, missing, ms) {
    return until(condition, () => `${missing}\n${this.#story()}`, ms);
  }

  #story() {
    return [
      `exit: ${JSON.stringify(this.#exit)}, alive: ${this.pids()}`,
      ...this.reports.map((report) => `report: ${JSON.stringify(report)}`),
      `stdout: ${this.stdout}`,
      `stderr: ${this.stderr}`,
    ].join('\n');
  }
}

/**
 * @param {import('node:test').TestContext} t ends the program when the test is over
 * @param {Function | string} program a function, the text of an ES module (several lines), or the
 *   name of a file in test-node/fixtures
 * @param {object} [options]
 * @param {string[]} [options.args] arguments of the program
 * @param {string[]} [options.nodeArgs] arguments of node
 * @param {string} [options.command] what is run in node's place, with all its arguments; it runs node in the end
 * @param {object} [options.env] added to the environment; undefined removes
 * @param {boolean} [options.builtin] Node's own cluster
 * @param {string[]} [options.preload] what puts gocluster in place, instead of `-r lib/register.js`
 * @param {boolean} [options.install] make `gocluster` a package that the program can require
 * @param {string} [options.cwd] @param {number} [options.uid] @param {number} [options.gid]
 * @param {any} [options.stdio] as child_process.spawn takes them
 * @param {string} [options.serialization]
 * @returns {Program}
 */
function run(t, program, options = {}) {
  const { args = [], nodeArgs = [], preload = ['-r', REGISTER], builtin = BUILTIN } = options;
  const folder = makeFolder(options);
  const file = writeProgram(folder, program);
  const before = [...nodeArgs, ...(builtin ? [] : preload)];
  const running = new Program(
    folder,
    options.command ?? process.execPath,
    [...before, file, ...args],
    {
      cwd: options.cwd ?? folder,
      env: environment(folder, options.env),
      stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
      serialization: options.serialization,
      uid: options.uid,
      gid: options.gid,
    },
  );
  t.after(() => running.clean());
  return running;
}

function makeFolder({ install }) {
  // The real path: a program compares it with what process.cwd() says.
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

function writeProgram(folder, program) {
  if (typeof program === 'string' && !program.includes('\n')) return path.join(FIXTURES, program);
  const isFunction = typeof program === 'function';
  const file = path.join(folder, isFunction ? 'program.js' : 'program.mjs');
  const text = isFunction
    ? `'use strict';\n(${program})(require('./report.cjs'));\n`
    : `import report from './report.cjs';\n${program}`;
  fs.writeFileSync(file, text);
  return file;
}

function environment(folder, added) {
  const env = { ...process.env, TEST_REPORT: path.join(folder, 'reports'), ...added };
  delete env.NODE_TEST_CONTEXT; // the program is no part of the test runner
  delete env.GOCLUSTER_TEST_BUILTIN;
  for (const key of Object.keys(env)) if (env[key] === undefined) delete env[key];
  return env;
}

/** Runs the same program under Node's own cluster and as run() would; both must end well. */
async function both(t, program, options) {
  const builtin = await run(t, program, { ...options, builtin: true }).success();
  const tested = await run(t, program, options).success();
  assert.notEqual(builtin.length, 0, 'the program reported nothing to compare');
  const values = (reports) => reports.map(({ name, value }) => [name, value]);
  return { builtin: values(builtin), tested: values(tested) };
}

module.exports = { run, both, ROOT, REGISTER, CLI, FIXTURES, BUILTIN, GOCLUSTER_ONLY };
