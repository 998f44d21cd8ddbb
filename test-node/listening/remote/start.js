'use strict';
// Starts a primary that a test steers, and lets the test run functions inside it and its workers.
// Used by the tests of listening/, handoff/ and runtime/. The functions travel as text: they see
// `require`, their first parameter { cluster, state }, and the JSON arguments after it.

const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { until } = require('../../support/deadline.js');
const { BUILTIN, REGISTER, ROOT } = require('../../support/run.js');

const MEMBER = path.join(__dirname, 'member.js');
const STATS = path.join(ROOT, 'observe/stats.js');
const ANSWER_DEADLINE_MS = 300_000;

/** Skip reason for what the built-in does not promise; false when gocluster is under test. */
const onlyGocluster = (reason) => BUILTIN && `the built-in cluster does not promise it: ${reason}`;

/** Node's major and minor version: [20, 19]. */
const nodeVersion = process.versions.node.split('.').map(Number);

/** Rejects with `missing` in its message when the promise is not settled in time. */
function within(ms, promise, missing) {
  let timer;
  const late = new Promise((resolve, reject) => {
    const error = new Error(`after ${ms} ms still missing: ${missing}`);
    timer = setTimeout(reject, ms, error);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Runs in the primary. */
const statsOfWorkers = async (context, file) => {
  const { workers } = await require(file).stats();
  return workers.map(({ state, takenBack }) => ({ state, takenBack }));
};

/** A steered process: the primary, or one of its workers. */
class Member {
  #cluster;

  constructor(cluster, to, pid) {
    this.#cluster = cluster;
    this.to = to;
    this.pid = pid;
    this.events = [];
    this.hasExited = false;
    this.exited = new Promise((resolve) => (this.noteExit = resolve));
  }

  /** Runs `fn({ cluster, state }, ...args)` inside that process. */
  run(fn, ...args) {
    return this.#cluster.request(this, fn, args);
  }

  /** The first event of that name, once it has arrived: 'listening' or 'disconnect'. */
  event(name) {
    const find = () => this.events.find((event) => event.event === name);
    return until(find, `'${name}' of ${this.to}`);
  }

  kill(signal) {
    if (!this.hasExited) process.kill(this.pid, signal);
  }
}

class Cluster {
  #child;
  #waiting = new Map();
  #lastRequest = 0;
  workers = [];
  mayExit = false;
  output = '';

  constructor(child) {
    this.#child = child;
    this.primary = new Member(this, 'primary', child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    }
    child.on('message', (message) => this.#receive(message));
    child.on('exit', (code, signal) => this.#noteExit(this.primary, code, signal));
  }

  #receive(message) {
    if (message.reply) {
      const { resolve, reject } = this.#waiting.get(message.reply);
      this.#waiting.delete(message.reply);
      if (message.error) reject(Object.assign(new Error(message.error.message), message.error));
      else resolve(message.value);
      return;
    }
    const worker = this.workers.find((each) => each.to === message.worker);
    if (!worker) return;
    worker.events.push(message);
    if (message.event === 'exit') this.#noteExit(worker, message.code, message.signal);
  }

  #noteExit(member, code, signal) {
    member.hasExited = true;
    member.noteExit({ code, signal });
    for (const [id, { to, reject }] of this.#waiting) {
      if (to !== member.to && member !== this.primary) continue;
      this.#waiting.delete(id);
      const what = `${member.to} exited with ${signal ?? code} before it answered`;
      reject(new Error(`${what}\n${this.output}`));
    }
  }

  request(member, fn, args) {
    const id = ++this.#lastRequest;
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(id, { to: member.to, resolve, reject });
    });
    this.#child.send({ to: member.to, id, source: String(fn), args }, (error) => {
      if (error) this.#waiting.get(id)?.reject(error);
    });
    // A test that does not await the answer ends by itself; only the one who waits gets the error.
    answer.catch(() => {});
    return within(ANSWER_DEADLINE_MS, answer, `answer of ${member.to} to ${fn}\n${this.output}`);
  }

  /** Forks one worker. */
  async fork(env) {
    const { id, pid } = await this.primary.run(({ cluster }, extra) => {
      const worker = cluster.fork(extra);
      return { id: worker.id, pid: worker.process.pid };
    }, env);
    const worker = new Member(this, id, pid);
    this.workers.push(worker);
    return worker;
  }

  /** Runs the same function in all workers at once. */
  everywhere(fn, ...args) {
    return Promise.all(this.workers.map((worker) => worker.run(fn, ...args)));
  }

  /** Waits until every worker waits for a connection, as the core sees it: then the order of those that come is exact. */
  async allIdle() {
    if (BUILTIN) return this.everywhere(() => {});
    const isIdle = async () => {
      const workers = await this.primary.run(statsOfWorkers, STATS);
      return workers.every(({ state }) => state === 'idle');
    };
    return until(isIdle, 'workers that are all idle');
  }

  /**
   * What ask() gives, so many times, always when all workers are idle: then they have their turns. On a busy machine one of them may get
   * no processor for so long that another one has its connection: then it is asked anew, as many times.
   *
   * @param {() => Promise<T>} ask makes a connection
   * @returns {Promise<T[]>}
   * @template T
   */
  async inTurns(count, ask) {
    for (;;) {
      const before = await this.#takenBack();
      const answers = [];
      for (let i = 0; i < count; i++) {
        await this.allIdle();
        answers.push(await ask());
      }
      if ((await this.#takenBack()) === before) return answers;
    }
  }

  async #takenBack() {
    if (BUILTIN) return 0;
    const workers = await this.primary.run(statsOfWorkers, STATS);
    return workers.reduce((sum, { takenBack }) => sum + takenBack, 0);
  }

  async stop() {
    const crashed = this.primary.hasExited && !this.mayExit;
    for (const member of [this.primary, ...this.workers]) {
      try {
        member.kill('SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    }
    if (!this.primary.hasExited) await once(this.#child, 'exit');
    if (crashed) {
      const { code, signal } = await this.primary.exited;
      throw new Error(`the primary ended by itself with ${signal ?? code}\n${this.output}`);
    }
  }
}

/**
 * Starts a primary with `workers` workers; the test's end stops them all.
 * `program`, `execArgv`, `env`, `cwd`, `uid` and `gid` are those of the primary; `fds` are handed to it as fd 3, 4, ...
 */
async function start(t, options = {}) {
  const { workers = 0, program = MEMBER, execArgv = [], env, fds = [], ...rest } = options;
  const child = fork(program, [], {
    ...rest,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    execArgv: BUILTIN ? execArgv : ['-r', REGISTER, ...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', ...fds, 'ipc'],
  });
  const cluster = new Cluster(child);
  t.after(() => cluster.stop());
  for (let i = 0; i < workers; i++) await cluster.fork();
  return cluster;
}

module.exports = { STATS, nodeVersion, onlyGocluster, start, within };
