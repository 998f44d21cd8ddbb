'use strict';

// One program of programs/, run as a process of its own: for the tests of this folder. It starts it, reads the JSON
// lines it prints, says whether gocluster is in it, and ends it with all its workers.

const { spawn } = require('node:child_process');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const PROGRAMS = path.join(__dirname, 'programs');
const LINE_DEADLINE_MS = 30_000;
const EXIT_DEADLINE_MS = 20_000;

class Program extends EventEmitter {
  #child;
  #lines = [];
  #stderr = '';
  #exit = null;

  /**
   * @param {string} file a name in programs/, or an absolute path
   * @param {object} [options]
   * @param {string[]} [options.nodeArgs] what stands before the file
   * @param {string[]} [options.args] what stands behind it
   * @param {object} [options.env] added to this process's environment
   * @param {string} [options.cwd]
   */
  constructor(file, { nodeArgs = [], args = [], env = {}, cwd } = {}) {
    super();
    // In a process group of its own: what a failed program leaves behind can be ended with it.
    this.#child = spawn(process.execPath, [...nodeArgs, path.resolve(PROGRAMS, file), ...args], {
      cwd,
      detached: true,
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    readline.createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line));
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.#stderr += text));
    // 'close', not 'exit': by then all that it has printed is here.
    this.#child.once('close', (code, signal) => {
      this.#exit = { code, signal };
      this.emit('change');
    });
  }

  get pid() {
    return this.#child.pid;
  }

  get stderr() {
    return this.#stderr;
  }

  /** All values that the program has printed under this key, in order. */
  printed(key) {
    return this.#lines.filter((line) => Object.hasOwn(line, key)).map((line) => line[key]);
  }

  /** Waits until the program has printed `count` lines with this key; returns the value of the last of them. */
  async line(key, count = 1) {
    await this.#until(`line '${key}' number ${count}`, LINE_DEADLINE_MS, () => {
      if (this.printed(key).length >= count) return true;
      if (this.#exit) throw new Error(this.#report(`ended before line '${key}' number ${count}`));
      return false;
    });
    return this.printed(key)[count - 1];
  }

  kill(signal) {
    this.#child.kill(signal);
  }

  /** Sends the signal (none: null) and waits for the end; returns { code, signal }. */
  async end(signal = 'SIGTERM') {
    if (signal && !this.#exit) this.kill(signal);
    await this.#until('exit', EXIT_DEADLINE_MS, () => this.#exit !== null);
    return this.#exit;
  }

  /** Ends whatever is left of it, with force: for t.after(). */
  destroy() {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  #read(line) {
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      value = { text: line };
    }
    this.#lines.push(Object(value) === value ? value : { text: line });
    this.emit('change');
  }

  #until(what, deadline, condition) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(reject, new Error(this.#report(`no ${what} within ${deadline} ms`))),
        deadline,
      );
      const check = () => {
        try {
          if (condition()) settle(resolve);
        } catch (error) {
          settle(reject, error);
        }
      };
      const settle = (how, value) => {
        clearTimeout(timer);
        this.off('change', check);
        how(value);
      };
      this.on('change', check);
      check();
    });
  }

  #report(problem) {
    const printed = this.#lines.slice(-20).map((line) => JSON.stringify(line));
    const exit = JSON.stringify(this.#exit);
    return `program ${problem}; exit ${exit}; printed:\n${printed.join('\n')}\nstderr:\n${this.#stderr}`;
  }
}

/** The environment without what a test runner or a coverage tool put into it for this process only. */
function cleanEnvironment(added) {
  const env = { ...process.env, ...added };
  delete env.NODE_TEST_CONTEXT;
  if (!Object.hasOwn(added, 'NODE_OPTIONS')) delete env.NODE_OPTIONS;
  if (!Object.hasOwn(added, 'NODE_V8_COVERAGE')) delete env.NODE_V8_COVERAGE;
  return env;
}

function childrenOf(pid) {
  const text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Whether gocluster's addon is loaded in this process: what a program can't tell, the kernel can. */
function hasGocluster(pid) {
  return fs.readFileSync(`/proc/${pid}/maps`, 'utf8').includes('gocluster.node');
}

module.exports = { Program, PROGRAMS, childrenOf, cleanEnvironment, hasGocluster };
