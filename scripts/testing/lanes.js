'use strict';

// Runs test files in a few processes, the lanes. A lane gets the next file when it has finished one.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const os = require('node:os');
const path = require('node:path');
const { computed } = require('./times');

// More than one per processor, because tests mostly wait.
const LANES = Number(process.env.TEST_LANES) || 2 * os.cpus().length;
// No file needs that long, on any machine.
const HANG_MS = 30 * 60_000;

/** One lane: a process that is started for its first file, and ends when no file is left. */
class Lane {
  #child;
  #output = '';
  /** Settles the promise of the file that runs. */
  #settle;
  #failed = false;

  constructor(node) {
    const args = [`--test-reporter=${path.join(__dirname, 'reporter.js')}`];
    const env = { ...process.env };
    delete env.NODE_TEST_CONTEXT;
    this.#child = spawn(node, [...args, path.join(__dirname, 'lane.js')], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.ended = once(this.#child, 'close').then(([code, signal]) => signal ?? code);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#output += text));
    }
    this.#child.on('message', (result) => this.#settle(result));
    this.#child.on('close', (code, signal) => this.#settle?.(lost(`ended with ${signal ?? code}`)));
    this.#child.on('error', ({ message }) => this.#settle?.(lost(message)));
  }

  get isOver() {
    return !this.#child.connected;
  }

  /** Runs one file; resolves to its counts, skips and failures, its output, and the time that it took. */
  async run(file) {
    const [started, cpu] = [Date.now(), computed(this.#child.pid)];
    const hang = setTimeout(() => {
      this.#settle(lost(`did not end within ${HANG_MS / 60_000} minutes`));
      this.#child.kill('SIGKILL');
    }, HANG_MS);
    const result = await new Promise((resolve) => {
      this.#settle = resolve;
      this.#child.send({ file }, (error) => error && resolve(lost(error.message)));
    });
    clearTimeout(hang);
    this.#settle = undefined;
    this.#failed ||= result.failed > 0;
    const output = this.#output;
    this.#output = '';
    const seconds = (Date.now() - started) / 1000;
    return { ...result, output, seconds, cpu: computed(this.#child.pid) - cpu };
  }

  /** Lets the process end; resolves to a problem if it does not end well. */
  async end() {
    if (this.#child.connected) this.#child.send({}, () => {});
    const how = await this.ended;
    return how === 0 || this.#failed ? null : { how, output: this.#output };
  }
}

function lost(text) {
  return { passed: 0, failed: 1, skipped: 0, skips: [], failures: [{ path: [], text }] };
}

/**
 * @param {string} node the program
 * @param {string[]} files
 * @param {object} [options]
 * @param {number} [options.lanes]
 * @param {(file: string) => void} [options.onStart]
 * @param {(file: string, result: object) => void} [options.onResult]
 * @returns {Promise<{how: any, output: string}[]>} one for each lane that did not end well although its files did
 */
async function runInLanes(node, files, { lanes = LANES, onStart, onResult } = {}) {
  const queue = [...files];
  async function work() {
    let lane;
    const troubles = [];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (!lane || lane.isOver) lane = new Lane(node);
      onStart?.(file);
      onResult?.(file, await lane.run(file));
    }
    if (lane) troubles.push(await lane.end());
    return troubles.filter(Boolean);
  }
  const all = Array.from({ length: Math.min(lanes, files.length) }, work);
  return (await Promise.all(all)).flat();
}

module.exports = { runInLanes };
