'use strict';

// A program under test with its reports (report.js), its output, its processes and its end. run.js starts it.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { until, DEADLINE_MS } = require('./deadline.js');
const { pidsWith, signal, endAllWith } = require('./processes.js');

class Program {
  #reportFile;
  #taken = new Map(); // name -> how many of its reports next() has returned
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

  get pid() {
    return this.child.pid;
  }

  /** { code, signal } when it has ended and its output is complete; until then null. */
  get ended() {
    return this.#closed ? this.#exit : null;
  }

  /** The lines that it has printed so far, without empty ones. */
  get lines() {
    return this.stdout.split('\n').filter((line) => line !== '');
  }

  /** Waits until condition() returns something truthy, and returns that. Throws when nothing can change any more. */
  async until(condition, what, ms = DEADLINE_MS) {
    const found = await this.#until(
      () => {
        // When all processes have ended nothing can change any more.
        const ended = this.#closed && this.pids().length === 0;
        const value = condition();
        return value ? { value } : ended && { ended };
      },
      what,
      ms,
    );
    if (found.ended) throw new Error(`ended without ${what}\n${this.#story()}`);
    return found.value;
  }

  /** Waits for text on standard output, a string or a RegExp, and returns the match. */
  prints(pattern) {
    const find =
      typeof pattern === 'string'
        ? () => this.stdout.includes(pattern)
        : () => this.stdout.match(pattern);
    return this.until(find, `printing ${pattern}`);
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

  /** The value of the first report with this name that next() has not returned yet. */
  async next(name, ms = DEADLINE_MS) {
    const index = this.#taken.get(name) ?? 0;
    this.#taken.set(name, index + 1);
    const { value } = await this.until(
      () => {
        const values = this.all(name);
        return values.length > index && { value: values[index] };
      },
      `report '${name}' (number ${index + 1})`,
      ms,
    );
    return value;
  }

  /** The end of the program's first process: { code, signal }. Its workers may still run. */
  exit(ms = DEADLINE_MS) {
    return this.#until(() => this.#exit, 'the end of the program', ms);
  }

  /** The end of the program and of every process that holds its stdout: { code, signal }. */
  async end(ms = DEADLINE_MS) {
    await this.#until(() => this.#closed, 'the end of the program and all its workers', ms);
    return this.#exit;
  }

  /** Like end(), but it must end with code 0 and nothing on stderr. Returns all reports. */
  async success(ms = DEADLINE_MS) {
    const { code } = await this.end(ms);
    assert.ok(code === 0 && this.stderr === '', `did not end well\n${this.#story()}`);
    return this.reports;
  }

  /** Waits until all processes of the program have ended, orphans included. */
  gone(ms = DEADLINE_MS) {
    return this.#until(() => this.pids().length === 0, 'the end of every process', ms);
  }

  /** The ids of all living processes of the program. */
  pids() {
    return pidsWith(this.#word());
  }

  kill(name = 'SIGKILL') {
    return signal(this.child.pid, name);
  }

  /** Kills the processes that are left, and removes the folder. Called when the test ends. */
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

module.exports = { Program };
