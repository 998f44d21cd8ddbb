'use strict';

// Runs cluster programs for the tests of this folder: with the product's preload, or as they are
// when GOCLUSTER_TEST_BUILTIN=1, which shows what the running Node's own cluster does.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const DEADLINE_MS = 30_000;

const builtin = process.env.GOCLUSTER_TEST_BUILTIN === '1';
const register = path.join(__dirname, '..', '..', 'lib', 'register.js');
const preload = builtin ? [] : ['-r', register];

// What a program made of a function finds: `cluster`, and `report`, which prints one JSON line.
// JSON has no undefined, and tests must tell it from null.
const PRELUDE = `'use strict';
const cluster = require('cluster');
function report(...values) {
  console.log(JSON.stringify(values, (key, value) => (value === undefined ? '(undefined)' : value)));
}
`;

/** The text of a program: as it is, or the function's own text with the prelude before it. */
function textOf(program) {
  return typeof program === 'function' ? `${PRELUDE}(${program})(cluster, report);\n` : program;
}

function environment(extra) {
  const env = { ...process.env, ...extra };
  // Each test says itself which policy it wants, and a program is not a part of the test runner.
  if (!extra?.NODE_CLUSTER_SCHED_POLICY) delete env.NODE_CLUSTER_SCHED_POLICY;
  delete env.NODE_TEST_CONTEXT;
  return env;
}

/** A running program. Its whole process group is ended when the test is over. */
class Program {
  #changed = [];

  constructor(child) {
    this.child = child;
    this.pid = child.pid;
    this.stdout = '';
    this.stderr = '';
    this.ended = null; // { code, signal } when it is over and its output is complete
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text) => {
        this[name] += text;
        this.#wake();
      });
    }
    child.on('close', (code, signal) => {
      this.ended = { code, signal };
      this.#wake();
    });
  }

  #wake() {
    for (const check of this.#changed.splice(0)) check();
  }

  /** The printed lines. */
  get lines() {
    return this.stdout.split('\n').filter((line) => line !== '');
  }

  /** What `report` printed, one array a call. */
  get reports() {
    return this.lines.map((line) => JSON.parse(line));
  }

  /** Waits until condition() gives something truthy, and returns that. */
  async until(condition, what) {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const value = condition();
      if (value) return value;
      if (this.ended) throw this.#failure(`ended without ${what}`);
      const left = deadline - Date.now();
      if (left <= 0) throw this.#failure(`${DEADLINE_MS} ms passed without ${what}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Waits for text on standard output (pattern a string or a RegExp), and returns the match. */
  prints(pattern) {
    const find =
      typeof pattern === 'string'
        ? () => this.stdout.includes(pattern)
        : () => this.stdout.match(pattern);
    return this.until(find, `printing ${pattern}`);
  }

  /** Waits for the end of the program, and of every worker that holds its output. */
  async end() {
    await this.until(() => this.ended, 'its end');
    return this.ended;
  }

  #failure(what) {
    return new Error(
      `the program ${what}\nend: ${JSON.stringify(this.ended)}\n` +
        `stdout:\n${this.stdout}\nstderr:\n${this.stderr}`,
    );
  }
}

/**
 * Starts a program in a folder of its own.
 * @param {object} t the test's context
 * @param {string|function} program a text, or a function of (cluster, report)
 * @param {object} [options] env, args, execArgv, files (name to text), stdio (from fd 3 on),
 *   network (one of ownNetwork, left at the end)
 */
function start(t, program, options = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-document-'));
  // A worker with another uid must be able to read its program.
  fs.chmodSync(folder, 0o755);
  const file = path.join(folder, 'program.js');
  fs.writeFileSync(file, textOf(program));
  for (const [name, text] of Object.entries(options.files ?? {})) {
    fs.writeFileSync(path.join(folder, name), text);
  }
  const [command, ...args] = [
    ...(options.network?.launcher ?? []),
    process.execPath,
    ...preload,
    ...(options.execArgv ?? []),
    file,
    ...(options.args ?? []),
  ];
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    env: environment(options.env),
    stdio: ['ignore', 'pipe', 'pipe', ...(options.stdio ?? [])],
  });
  const running = new Program(child);
  running.folder = folder;
  t.after(async () => {
    try {
      // The group: a worker must not outlive a failed test.
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    if (!running.ended) await once(child, 'close');
    await options.network?.leave();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return running;
}

/** Runs a program to its end; it must exit with 0 and write nothing to standard error. */
async function run(t, program, options) {
  const running = start(t, program, options);
  const { code, signal } = await running.end();
  if (code !== 0 || signal !== null || running.stderr !== '') {
    throw new Error(
      `the program ended with code ${code}, signal ${signal}\n` +
        `stdout:\n${running.stdout}\nstderr:\n${running.stderr}`,
    );
  }
  return running;
}

module.exports = { DEADLINE_MS, Program, builtin, environment, preload, run, start };
