'use strict';

// Starts bench/server.js in one of the modes, sends it commands, and ends it.

const { spawn } = require('node:child_process');
const { EventEmitter } = require('node:events');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const generator = require('./generator');
const kernel = require('./process');

const program = path.join(__dirname, 'server.js');
const START_DEADLINE_MS = 20_000;
const ANSWER_DEADLINE_MS = 20_000;
const EXIT_DEADLINE_MS = 5_000;
const ORPHAN_DEADLINE_MS = 1_000;
const POLL_MS = 10;
const WARM_UP_LIMIT_MS = 60_000;

class Cluster {
  #child;
  #reports = new EventEmitter();
  #ended;
  #size;
  #workers = []; // process ids, in the order in which they began to listen

  /** Milliseconds from the first fork to the last of the first workers listening. */
  startTime = 0;
  port = 0;
  /** The port of the workers' second server, if there is one. */
  secondPort = 0;
  #path;
  #primary; // the primary's process id, if it is not the child

  /**
   * @param {object} mode of modes.js
   * @param {object} options of bench/server.js
   * @returns {Promise<Cluster>} when all workers listen
   */
  static async start(mode, options) {
    const cluster = new Cluster();
    await cluster.#start(mode, options);
    return cluster;
  }

  async #start(mode, options) {
    // With reusePort every worker would get a port of its own.
    const port = mode.options.reusePort ? await freePort() : 0;
    const settings = JSON.stringify({ ...options, ...mode.options, port });
    const command = [...(mode.before ?? []), process.execPath, ...mode.nodeArguments];
    this.#child = spawn(command[0], [...command.slice(1), mode.program ?? program, settings], {
      env: environment(mode.env),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.on('message', (message) => this.#report(message));
    this.protocol = options.protocol;
    this.#path = options.path;
    this.#size = options.workers;
    try {
      await this.#wait('listening', options.workers, START_DEADLINE_MS);
      if (mode.mapped && !kernel.maps(this.pid, mode.mapped)) {
        throw new Error(`${mode.name} is not what runs: its native part is not loaded`);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  #report(message) {
    if (message.act === 'listening') {
      this.#workers.push(message.pid);
      this.#primary = message.primary;
      this.port = message.port;
      this.secondPort = message.secondPort ?? this.secondPort;
      this.startTime = message.sinceFork;
    }
    this.#reports.emit(message.act, message);
  }

  /** Resolves with the next `count` reports of a kind. */
  #wait(act, count, deadline) {
    return new Promise((resolve, reject) => {
      const got = [];
      const end = (settle, value) => {
        clearTimeout(timer);
        this.#reports.off(act, take);
        settle(value);
      };
      const take = (message) => {
        if (got.push(message) === count) end(resolve, got);
      };
      const missing = () => new Error(`${got.length} of ${count} reports "${act}"`);
      const timer = setTimeout(() => end(reject, missing()), deadline);
      this.#ended.then(() => end(reject, missing()));
      this.#reports.on(act, take);
    });
  }

  /** The primary's process id. */
  get pid() {
    return this.#primary ?? this.#child.pid;
  }

  /** The process ids of the primary and, if the core is a process of its own, of the core. */
  get primaries() {
    return [this.pid, ...kernel.children(this.pid, 'gocluster-core')];
  }

  /** The workers' process ids, the oldest first. */
  get workers() {
    return [...this.#workers];
  }

  /** Makes load on this cluster; see generator.run. */
  load(options) {
    const pids = [...this.primaries, ...this.workers];
    const { port, protocol } = this;
    return generator.run({ pids, protocol, port, path: this.#path, ...options });
  }

  /**
   * Makes load that is not measured. It is limited by count, so that a slow mode is as warm as a fast one. V8 optimizes until a worker
   * has had about 4,500 connections: a full run has more.
   */
  warmUp(connectionsPerWorker) {
    const count = connectionsPerWorker * this.#workers.length;
    return this.load({ clients: 32, count, duration: WARM_UP_LIMIT_MS });
  }

  /** Blocks the event loops of so many workers; resolves when they are about to be blocked. */
  stall(workers, ms) {
    this.#child.send({ act: 'stall', workers, ms });
    return this.#wait('stalled', workers, ANSWER_DEADLINE_MS);
  }

  /** Blocks the event loop of one worker. */
  stallOne(which, ms) {
    this.#child.send({ act: 'stall', first: which, workers: 1, ms });
    return this.#wait('stalled', 1, ANSWER_DEADLINE_MS);
  }

  /** @returns {Promise<number>} how many workers have ended so far */
  async exits() {
    this.#child.send({ act: 'exits' });
    const [{ exits }] = await this.#wait('exited', 1, ANSWER_DEADLINE_MS);
    return exits;
  }

  /**
   * @returns {Promise<{taken?: number, pulled?: number, lostWakes?: number}>} taken: how many connections workers have had; pulled: how
   *   many of them they have accepted themselves; undefined if that is not known
   */
  async pulled() {
    this.#child.send({ act: 'pulled' });
    const [{ taken, pulled, lostWakes }] = await this.#wait('pulled', 1, ANSWER_DEADLINE_MS);
    return { taken, pulled, lostWakes };
  }

  /** From now on each request blocks its worker for so long; resolves when all workers know. */
  work(ms) {
    this.#child.send({ act: 'work', ms });
    return this.#wait('working', this.#workers.length, ANSWER_DEADLINE_MS);
  }

  /** Sends messages to the workers for `ms`. @returns {Promise<number[]>} how long each took to be answered, in milliseconds */
  async ping(ms) {
    this.#child.send({ act: 'ping', ms });
    const [{ pings }] = await this.#wait('pinged', 1, ms + ANSWER_DEADLINE_MS);
    return pings;
  }

  /** Keeps the primary's event loop busy for `busy` of every `every` milliseconds. */
  block(busy, every) {
    this.#child.send({ act: 'block', busy, every });
  }

  /** @returns {Promise<number[]>} connections that each worker has had */
  async count() {
    this.#child.send({ act: 'count' });
    const counted = await this.#wait('counted', this.#workers.length, ANSWER_DEADLINE_MS);
    return counted.sort((a, b) => a.pid - b.pid).map((message) => message.connections);
  }

  /**
   * Kills the oldest worker as the kernel would when out of memory, but never the last one: without workers every mode refuses
   * connections, because the listener is closed.
   * @returns {boolean} whether there was one to kill
   */
  killOldest() {
    if (this.#workers.length < 2) return false;
    kill(this.#workers.shift());
    return true;
  }

  /** Resolves when as many workers listen as there were at the start. */
  async whole() {
    const missing = this.#size - this.#workers.length;
    if (missing > 0) await this.#wait('listening', missing, ANSWER_DEADLINE_MS);
  }

  async stop() {
    if (this.#child.connected) this.#child.send({ act: 'exit' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_DEADLINE_MS);
    await this.#ended;
    clearTimeout(timer);
    // A worker that ends later would take CPU from the next cluster, and a blocked one outlives its primary. The command line is
    // checked because the process id may belong to another process by now.
    const left = () => this.workers.filter((pid) => kernel.commandLine(pid).includes(program));
    for (let waited = 0; left().length > 0 && waited < ORPHAN_DEADLINE_MS; waited += POLL_MS) {
      await delay(POLL_MS);
    }
    left().forEach(kill);
  }
}

/** Kills a process, which may have ended by itself meanwhile. */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The environment without the variables that would change the mode. */
function environment(additions) {
  const ours = /^(NODE_OPTIONS|NODE_CLUSTER_SCHED_POLICY|NODE_UNIQUE_ID|GOCLUSTER_.*)$/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), ...additions };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { Cluster };
