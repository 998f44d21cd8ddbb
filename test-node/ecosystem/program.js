'use strict';

// One program of programs/, run as a process of its own: for the tests of this folder. It is an ordinary program, which
// prints JSON lines and knows of no test; support/run.js starts and ends it.

const fs = require('node:fs');
const path = require('node:path');
const { start } = require('../support/run');

const PROGRAMS = path.join(__dirname, 'programs');

class Program {
  #running;

  /**
   * @param {import('node:test').TestContext} t it is ended with the test
   * @param {string} file a name in programs/, or an absolute path
   * @param {object} [options]
   * @param {string[]} [options.nodeArgs] what stands before the file
   * @param {string[]} [options.args] what stands behind it
   * @param {object} [options.env] added to this process's environment
   * @param {string} [options.cwd]
   */
  constructor(t, file, { nodeArgs = [], args = [], env, cwd = process.cwd() } = {}) {
    const words = [process.execPath, ...nodeArgs, path.resolve(PROGRAMS, file), ...args];
    // What a test runner or a coverage tool has put there is for this process only.
    const clean = { NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined };
    this.#running = start(t, words, { cwd, env: { ...clean, ...env }, detached: true });
  }

  get pid() {
    return this.#running.pid;
  }

  get stderr() {
    return this.#running.stderr;
  }

  /** All values that the program has printed under this key, in order. */
  printed(key) {
    const lines = this.#running.lines.map(valueOf);
    return lines.filter((line) => Object.hasOwn(line, key)).map((line) => line[key]);
  }

  /** Waits until the program has printed `count` lines with this key; returns the value of the last of them. */
  async line(key, count = 1) {
    const found = () => this.printed(key).length >= count;
    await this.#running.until(found, `line '${key}' number ${count}`);
    return this.printed(key)[count - 1];
  }

  kill(signal) {
    this.#running.kill(signal);
  }

  /** Sends the signal (none: null) and waits for the end; returns { code, signal }. */
  end(signal = 'SIGTERM') {
    if (signal && !this.#running.ended) this.kill(signal);
    return this.#running.end();
  }
}

/** A printed line; what is no JSON object is text. */
function valueOf(line) {
  try {
    const value = JSON.parse(line);
    if (Object(value) === value) return value;
  } catch {
    // Text.
  }
  return { text: line };
}

/** Whether gocluster's addon is loaded in this process: what a program can't tell, the kernel can. */
function hasGocluster(pid) {
  return fs.readFileSync(`/proc/${pid}/maps`, 'utf8').includes('gocluster.node');
}

module.exports = { Program, PROGRAMS, hasGocluster };
