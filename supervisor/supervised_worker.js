'use strict';

// SupervisedWorker: the life of one worker: starting, ready, draining, gone. Used by fleet.js.

const { EventEmitter } = require('node:events');
const { performance } = require('node:perf_hooks');
const { keysIn, isSame, unresolved } = require('./address');
const { startError } = require('./errors');
const LastLines = require('./last_lines');
const lateness = require('./lateness');
const { destinations, pass } = require('./output');
const { TIMER_MAX_MS } = require('./quantities');
const startHint = require('./start_hint');

/** How long the last lines of a worker that has ended may take to arrive. A child of the worker may keep the stream open. */
const LAST_LINES_MS = 500;
/** A draining worker ends by itself so much later than the supervisor would kill it, because the supervisor may be gone. */
const ORPHAN_MS = 1000;
/** How long to wait for the address of a worker that has said 'ready' and does not listen yet. Many workers never listen. */
const ADDRESS_MS = 50;
/** Node does not pass messages whose `cmd` begins with NODE_ to the program. */
const NAME = 'NODE_GOCLUSTER';

const LEFT = 'it has disconnected soon after it was ready';

/**
 * Events: 'ready'; 'notice' (of worker_preload.js); 'closed' (an address); 'leaving' (it has disconnected by itself); 'gone' (it has ended).
 *
 *     starting --listens, says 'ready'--> ready --drain(), disconnects--> draining --> gone
 *        +--------- deadline, end ---------- + -----------------------------------------^
 */
class SupervisedWorker extends EventEmitter {
  state = 'starting';
  startedAt = performance.now();
  readyAt = null;
  /** Whether its end is wanted: it was told to drain. */
  wanted = false;
  /** What it listens on, by key. @type {Map<string, import('node:cluster').Address>} */
  addresses = new Map();
  /** Resolves when the worker is ready; rejects with ERR_GOCLUSTER_START if it does not become ready. */
  ready;
  /** Whether 'gone' was emitted: a moment after its process has ended, because its last lines may arrive later. */
  isReported = false;
  /** Resolves when its process has ended. */
  gone;

  #worker;
  #config;
  #keyOf;
  #required;
  #listensAlone = false;
  #lines = new LastLines();
  #timers = new Set();
  #settle;
  #doubt = null; // rejects staysFor()
  #endedAt = null;

  /**
   * @param {import('node:cluster').Worker} worker just forked
   * @param {object} config
   * @param {number} instance
   * @param {SupervisedWorker | null} [replaced] the worker that it replaces: to be ready, it must listen on all addresses of that one
   */
  constructor(worker, config, instance, replaced = null) {
    super();
    this.#worker = worker;
    this.#config = config;
    this.#keyOf = keysIn(config.cwd);
    this.#required = replaced?.addresses ?? new Map();
    this.instance = instance;
    this.id = worker.id;
    this.pid = worker.process.pid;
    this.ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.ready.catch(() => {}); // a rejection that nobody awaits must not end the process
    this.gone = new Promise((resolve) => this.once('gone', resolve));
    this.#watch();
    if (replaced) this.#follow(replaced);
  }

  /** What that one closes, or ends with, while this one starts is not required. If this one fails, that one may live on for long. */
  #follow(replaced) {
    const look = () => this.#lookReady();
    const release = () => {
      this.#required = new Map();
      look();
    };
    replaced.on('closed', look).once('gone', release);
    const unfollow = () => replaced.off('closed', look).off('gone', release);
    this.ready.then(unfollow, unfollow);
  }

  #watch() {
    const worker = this.#worker;
    const child = worker.process;
    const { stdout, stderr } = destinations(this.#config);
    pass(this, child.stdout, stdout, 'stdout', this.#config);
    pass(this, child.stderr, stderr, 'stderr', this.#config, (chunk) => this.#lines.add(chunk));
    child.on('internalMessage', (message) => {
      if (message?.cmd !== NAME) return;
      if (message.act === 'closed') this.#onClosed(message.address);
      else if (message.act === 'alone') this.#listensAlone = true;
      else this.emit('notice', message);
    });
    worker.on('listening', (address) => this.#onListening(address));
    worker.on('message', (message) => {
      if (message === 'ready') this.#onSaidReady();
    });
    worker.on('disconnect', () => this.#onDisconnect());
    worker.once('exit', (code, signal) => this.#onExit(code, signal));
    worker.on('error', (error) => {
      if (this.pid === undefined) this.#onExit(null, null, error.message); // its process was not started
    });
    this.#after(this.#config.readyTimeout, () => {
      if (this.state !== 'starting') return;
      this.#fail(lateness(this.#config, this.#required, this.addresses, this.#listensAlone));
    });
  }

  #after(ms, callback) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, ms);
    this.#timers.add(timer);
  }

  #onListening(info) {
    const address = unresolved(info);
    this.addresses.set(this.#keyOf(address), address);
    this.emit('listening', address);
    this.#lookReady();
  }

  #lookReady() {
    if (this.#config.waitReady || this.addresses.size === 0) return;
    if ([...this.#required.keys()].every((each) => this.addresses.has(each))) this.#onReady();
  }

  /** The worker no longer listens on an address. A replacement need not listen there: some programs listen briefly to find a free port. */
  #onClosed(address) {
    for (const [key, each] of this.addresses) {
      if (isSame(each, address)) this.addresses.delete(key);
    }
    this.emit('closed');
  }

  /** A program says 'ready' in the callback of listen(), which runs a moment before the primary learns the address. */
  #onSaidReady() {
    if (this.state !== 'starting') return; // some programs say so repeatedly
    if (this.addresses.size > 0) this.#onReady();
    this.once('listening', () => this.#onReady());
    this.#after(ADDRESS_MS, () => this.#onReady());
  }

  #onReady() {
    if (this.state !== 'starting') return;
    this.state = 'ready';
    this.readyAt = performance.now();
    this.emit('ready');
    this.#settle.resolve();
    this.#after(this.#config.minUptime, () => this.state === 'ready' && this.emit('settled'));
  }

  /**
   * Watches whether a worker that has just become ready stays so.
   *
   * @param {number} ms how long, in milliseconds
   * @returns {Promise<void>} resolves after that time
   * @throws ERR_GOCLUSTER_START: the worker has ended or disconnected, or was given up, before
   */
  staysFor(ms) {
    return new Promise((resolve, reject) => {
      this.#doubt = reject;
      if (this.state !== 'ready') this.#doubt(this.early());
      else if (ms === 0) resolve();
      else
        this.#after(ms, () =>
          this.state === 'ready' ? resolve() : this.#doubt(this.#failure(LEFT)),
        );
    }).finally(() => (this.#doubt = null));
  }

  /** Whether staysFor() is under way. */
  get isDoubted() {
    return this.#doubt !== null;
  }

  /** Kills the worker, which is not fit to replace another one. @param {string} reason */
  giveUp(reason) {
    this.#doubt?.(this.#failure(reason));
    this.kill();
  }

  /** The error of a worker that has ended too soon after it became ready. */
  early() {
    const after = `${Math.round(this.uptime())} ms after it was ready`;
    return this.#failure(
      `it ended with ${this.exit?.signal ?? `exit code ${this.exit?.code}`} ${after}`,
    );
  }

  /** How long it has been ready, or was ready until its end, in milliseconds. */
  uptime() {
    return this.readyAt === null ? 0 : (this.#endedAt ?? performance.now()) - this.readyAt;
  }

  /** The worker does not become ready. */
  #fail(reason) {
    this.#settle.reject(this.#failure(reason));
    if (this.state === 'starting') this.kill();
  }

  #failure(reason) {
    const { id, instance, pid, exit } = this;
    const { code = null, signal = null } = exit ?? {};
    const lines = this.#lines.lines();
    const hint = startHint(this.#config, reason, lines);
    return startError({ id, instance, pid, reason, code, signal, lines, hint });
  }

  #onDisconnect() {
    if (this.state === 'draining') {
      // Its connections are finished. Whatever else it does may take exitTimeout.
      this.#after(this.#config.exitTimeout, () => this.#terminate());
    } else if (this.state === 'ready') {
      this.drain();
      this.wanted = false;
      this.emit('leaving');
    }
  }

  #onExit(code, signal, problem) {
    if (this.state === 'gone') return;
    const wasStarting = this.state === 'starting';
    this.state = 'gone';
    this.#endedAt = performance.now();
    this.exit = { code, signal };
    for (const timer of this.#timers) clearTimeout(timer);
    const { stdout, stderr } = this.#worker.process;
    for (const stream of [stdout, stderr]) stream?.resume(); // the last output is not held up for a slow reader
    const end = () => {
      clearTimeout(timer);
      if (wasStarting) this.#fail(problem ?? `it ended with ${signal ?? `exit code ${code}`}`);
      this.#doubt?.(this.early());
      this.isReported = true;
      this.emit('gone');
    };
    const isReported = wasStarting || this.#doubt;
    const timer = setTimeout(end, isReported ? LAST_LINES_MS : 0);
    if (isReported) this.#worker.process.once('close', end);
  }

  /**
   * The worker gets no more connections, finishes those that it has, and ends: by itself, or by stopSignal when they are finished or
   * drainTimeout is over, and at last by SIGKILL.
   *
   * @returns {Promise<void>} resolves when its process has ended
   */
  drain() {
    if (this.state === 'gone' || this.state === 'draining') return this.gone;
    const wasReady = this.state === 'ready';
    const { drainMessage, drainTimeout, exitTimeout, stopSignal: signal } = this.#config;
    this.state = 'draining';
    this.wanted = true;
    this.#settle.reject(
      startError({ id: this.id, instance: this.instance, reason: 'it was told to end', lines: [] }),
    );
    if (!wasReady) {
      this.#terminate();
    } else if (this.#worker.isConnected()) {
      if (drainMessage) this.#worker.send(drainMessage, () => {});
      const deadline = Math.min(drainTimeout + 2 * exitTimeout + ORPHAN_MS, TIMER_MAX_MS);
      this.send({ act: 'drain', deadline, signal });
      this.#worker.disconnect();
    }
    this.#after(drainTimeout, () => this.#terminate());
    return this.gone;
  }

  /** Sends stopSignal, which the program may handle to clean up, and after exitTimeout SIGKILL. */
  #terminate() {
    const { stopSignal: signal, exitTimeout } = this.#config;
    if (this.#worker.isConnected()) this.send({ act: 'end', signal });
    this.#worker.process.kill(signal);
    this.#after(exitTimeout, () => this.kill());
  }

  kill() {
    this.#worker.process.kill('SIGKILL');
  }

  /** Sends a message to worker_preload.js. */
  send(message) {
    this.#worker.process.send({ cmd: NAME, ...message }, () => {});
  }
}

module.exports = SupervisedWorker;
