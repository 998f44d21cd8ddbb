'use strict';

// A service under test: `gocluster run` of a program, what the supervisor says of itself, and what it is asked for.

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { CLI, run } = require('../support/run.js');

/** Where gocluster is not, the supervisor runs on Node's own cluster. */
const BUILTIN = process.env.GOCLUSTER_TEST_BUILTIN ? ['--no-addons'] : [];

class Service {
  #taken = new Map();
  #read = 0;
  #heard = [];

  /**
   * @param {import('node:test').TestContext} t
   * @param {Function | string} program as run() takes it
   * @param {object} [options] as run() takes them
   * @param {string[]} [options.options] of gocluster run
   * @param {string} [options.cli] the command, if it is not this repository's
   */
  constructor(t, program, { options = [], cli = CLI, env, ...others } = {}) {
    const runtime = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-control-'));
    t.after(() => fs.rmSync(runtime, { recursive: true }));
    this.env = { XDG_RUNTIME_DIR: runtime, ...env };
    this.program = run(t, program, {
      nodeArgs: [...BUILTIN, cli, 'run', '--log-format', 'json', ...options],
      preload: [],
      env: this.env,
      ...others,
    });
  }

  /** What the supervisor has said so far of this kind. */
  said(event) {
    const { stderr } = this.program;
    // It is asked again and again, and some programs print megabytes.
    const end = stderr.lastIndexOf('\n') + 1;
    const fresh = stderr.slice(this.#read, end).split('\n');
    this.#read = end;
    for (const line of fresh) if (line.startsWith('{')) this.#heard.push(JSON.parse(line));
    return this.#heard.filter((line) => line.event === event);
  }

  /** The next that it says of this kind. */
  next(event) {
    const index = this.#taken.get(event) ?? 0;
    this.#taken.set(event, index + 1);
    return this.program.until(() => this.said(event)[index], `${event} (number ${index + 1})`);
  }

  /** The port that it serves on. */
  async port() {
    const [{ port }] = (await this.next('serving')).addresses;
    return port;
  }

  /** All that were asked for are ready. @param {number} count */
  ready(count) {
    return this.program.until(() => this.said('ready').length >= count, `${count} ready workers`);
  }

  /** Runs another gocluster command. @returns {Promise<{code: number, stdout: string, stderr: string}>} */
  ask(...args) {
    return new Promise((resolve) => {
      const env = { ...process.env, ...this.env };
      execFile(process.execPath, [CLI, ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      });
    });
  }
}

module.exports = { Service };
