'use strict';

// Cluster: the program under chaos, seen from outside. It knows which workers live, and can stop, continue and kill them
// behind their primary's back.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { endAllWith, hasWord, pidsWith } = require('../support/processes.js');
const { REGISTER } = require('../support/run.js');
const { heldBy } = require('./held.js');

const WORD = 'GOCLUSTER_CHAOS';

class Cluster {
  #ledger;
  #place;
  #word;
  #log;
  kills = 0; // SIGKILLs that a worker died of
  exits = new Map(); // by the workers' ids: [code, signal]
  workers = new Map(); // the living, by id: {id, pid, stopped, doomed, listening}
  ended = null; // how the primary ended

  /** @param {object} options see chaos.js @param {import('./ledger.js').Ledger} ledger */
  constructor({ builtin, policy, folder, program }, ledger) {
    this.#ledger = ledger;
    this.#place = program;
    this.#word = `${WORD}=${folder}\0`;
    this.#log = path.join(folder, 'stderr');
    const log = fs.openSync(this.#log, 'a');
    const file = path.join(__dirname, 'program.js');
    const before = builtin ? [] : ['-r', REGISTER];
    const env = { ...process.env, [WORD]: folder, NODE_CLUSTER_SCHED_POLICY: policy };
    delete env.NODE_TEST_CONTEXT;
    this.primary = spawn(process.execPath, [...before, file, JSON.stringify(program)], {
      env,
      stdio: ['ignore', log, log, 'ipc'],
    });
    fs.closeSync(log);
    this.primary.on('message', (message) => this.#hear(message));
    this.primary.on('exit', (code, signal) => (this.ended = signal ?? code));
  }

  #hear({ forked, pid, exited, code, signal, listening }) {
    if (forked) this.workers.set(forked, { id: forked, pid, stopped: false, doomed: false });
    if (listening && this.workers.has(listening)) this.workers.get(listening).listening = true;
    if (!exited) return;
    if (signal === 'SIGKILL') this.kills++;
    this.exits.set(exited, [code, signal]);
    this.workers.delete(exited);
  }

  /** The workers that nobody is killing yet, in the order of their ids. */
  get candidates() {
    return [...this.workers.values()].filter(({ doomed }) => !doomed);
  }

  /** What the program wrote, of which exceptions made on purpose are most. */
  get log() {
    return fs.readFileSync(this.#log, 'utf8');
  }

  /** Says something to the primary, which may be blocked or gone. */
  #say(message) {
    if (this.primary.connected) this.primary.send(message, () => {});
  }

  /** Has the primary say something to a worker. */
  tell(worker, message) {
    this.#say({ act: 'tell', worker, message });
  }

  /** Has the primary disconnect a worker. */
  disconnect(worker) {
    this.#say({ act: 'disconnect', worker });
  }

  /** Blocks the primary's event loop. */
  block(ms) {
    this.#say({ act: 'block', ms });
  }

  /** Has the primary disconnect all and end. */
  end() {
    this.#say({ act: 'end' });
  }

  stop(worker, ms) {
    if (worker.stopped || !this.#signal(worker, 'SIGSTOP')) return;
    worker.stopped = true;
    setTimeout(() => this.continue(worker), ms);
  }

  continue(worker) {
    if (worker.stopped && !worker.doomed) this.#signal(worker, 'SIGCONT');
    worker.stopped = false;
  }

  /** Ends a worker, and writes down between which moments it died. */
  async kill(worker) {
    worker.doomed = true;
    this.#ledger.note('kill', worker.id);
    this.#signal(worker, 'SIGKILL');
    await this.#death(worker);
  }

  /** As kill, but writes down what it held at that moment, too. */
  async examineAndKill(worker) {
    worker.doomed = true;
    this.#signal(worker, 'SIGSTOP');
    await until(() => 'TZX'.includes(stateOf(worker.pid)), 'a worker that has stopped');
    if (stateOf(worker.pid) === 'T') {
      this.#ledger.note('held', worker.id, ...heldBy(worker.pid, this.#place));
    }
    await this.kill(worker);
  }

  /** Has the primary kill it by worker.kill(). */
  async terminate(worker) {
    this.#say({ act: 'terminate', worker: worker.id });
    await this.#death(worker);
  }

  async #death(worker) {
    await until(() => 'ZX'.includes(stateOf(worker.pid)), 'the death of a worker');
    this.#ledger.note('dead', worker.id);
  }

  #signal({ pid }, name) {
    try {
      // Its number may be somebody else's by now.
      return hasWord(pid, this.#word) && process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
      return false;
    }
  }

  pids() {
    return pidsWith(this.#word);
  }

  clean() {
    if (this.ended === null) this.primary.kill('SIGKILL');
    endAllWith(this.#word);
  }
}

/** The kernel's letter: T is stopped, Z is dead; X here where it is gone. */
function stateOf(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text[text.lastIndexOf(')') + 2];
  } catch {
    return 'X';
  }
}

module.exports = { Cluster };
