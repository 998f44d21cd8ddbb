'use strict';

// SupervisedWorker: the life of one worker: starting, ready, draining, gone. Used by supervisor.js.

const { EventEmitter } = require('node:events');
const { performance } = require('node:perf_hooks');
const { startError } = require('./errors');
const LastLines = require('./last_lines');
const { destinations, pass } = require('./output');
const startHint = require('./start_hint');

/** How long the last lines of a worker that has ended may take to arrive. A child of its own may keep the stream open. */
const LAST_LINES_MS = 500;
/** How much later than the supervisor would kill it a draining worker ends by itself: the supervisor may be gone. */
const ORPHAN_MS = 1000;

/** For how long a worker that says 'ready' may not listen yet. Many never do. */
const ADDRESS_MS = 50;
/** Node keeps messages of such a name from the program. */
const NAME = 'NODE_GOCLUSTER';

/** @returns {string} what makes two addresses the same */
function addressKey({ address, port, addressType, fd }) {
  return fd >= 0 && port == null ? `fd ${fd}` : `${address ?? '*'}:${port}:${addressType}`;
}

/** Whether a worker that has asked for one address has got the other one. @param {string | object} got of its server.address() */
function isSame({ address, port, fd }, got) {
  if (typeof got === 'string') return address === got;
  const isAny = got.address === '::' || got.address === '0.0.0.0';
  return !(fd >= 0) && port === got.port && (address === got.address || (!address && isAny));
}

/**
 * Events: 'ready'; 'notice' (a message of worker_preload.js); 'leaving' (it has disconnected by itself); 'gone' (its process has ended).
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
  /** What it listens on, by addressKey. @type {Map<string, import('node:cluster').Address>} */
  addresses = new Map();
  /** Settled once it is ready, or is known not to get ready (ERR_GOCLUSTER_START). */
  ready;
  /** Its end was told: a moment after its process has ended, since its last lines may come later. */
  isReported = false;
  /** Resolves when its process has ended. */
  gone;

  #worker;
  #config;
  #required;
  #lines = new LastLines();
  #timers = new Set();
  #settle;
  #doubt = null; // rejects staysFor()
  #endedAt = null;

  /**
   * @param {import('node:cluster').Worker} worker just forked
   * @param {object} config
   * @param {number} instance
   * @param {Map<string, object>} [required] addresses without which it is not ready: those of its predecessor
   */
  constructor(worker, config, instance, required = new Map()) {
    super();
    this.#worker = worker;
    this.#config = config;
    this.#required = required;
    this.instance = instance;
    this.id = worker.id;
    this.pid = worker.process.pid;
    this.ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.ready.catch(() => {}); // who needs to know awaits it
    this.gone = new Promise((resolve) => this.once('gone', resolve));
    this.#watch();
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
      if (this.state === 'starting') this.#fail(this.#lateness());
    });
  }

  #after(ms, callback) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, ms);
    this.#timers.add(timer);
  }

  #lateness() {
    const within = `within ${this.#config.readyTimeout} ms`;
    if (this.#config.waitReady) return `it did not say process.send('ready') ${within}`;
    const missing = [...this.#required.keys()].filter((key) => !this.addresses.has(key));
    if (this.addresses.size === 0 || missing.length === 0) return `it did not listen ${within}`;
    return `it did not listen on ${missing.join(', ')} ${within}, as the worker it replaces does, but on ${[...this.addresses.keys()].join(', ')}`;
  }

  #onListening(address) {
    const key = addressKey(address);
    this.addresses.set(key, address);
    this.emit('listening', address);
    if (this.#config.waitReady) return;
    if ([...this.#required.keys()].every((each) => this.addresses.has(each))) this.#onReady();
  }

  /** Some programs listen for a moment, to find a port that is free: a replacement need not listen there. */
  #onClosed(address) {
    for (const [key, each] of this.addresses) {
      if (isSame(each, address)) this.addresses.delete(key);
    }
  }

  /** A program says so in the callback of listen(), which is called a moment before the primary hears where it listens. */
  #onSaidReady() {
    if (this.state !== 'starting') return; // some say so again and again
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
   * It has just become ready, and is not trusted yet.
   *
   * @param {number} ms
   * @returns {Promise<void>} resolves after that time
   * @throws ERR_GOCLUSTER_START: it has ended, or was given up, before
   */
  staysFor(ms) {
    return new Promise((resolve, reject) => {
      this.#doubt = reject;
      if (this.state !== 'ready') this.#doubt(this.early());
      else if (ms === 0) resolve();
      else this.#after(ms, () => (this.state === 'ready' ? resolve() : this.#doubt(this.#left())));
    }).finally(() => (this.#doubt = null));
  }

  /** Whether it is in its first moments as a replacement. */
  get isDoubted() {
    return this.#doubt !== null;
  }

  /** It is ended as one that is not worth a place. @param {string} reason */
  giveUp(reason) {
    this.#doubt?.(this.#failure(reason));
    this.kill();
  }

  /** The error of a worker that has ended too soon after it was ready. */
  early() {
    const after = `${Math.round(this.uptime())} ms after it was ready`;
    return this.#failure(
      `it ended with ${this.exit?.signal ?? `exit code ${this.exit?.code}`} ${after}`,
    );
  }

  #left() {
    return this.#failure('it has disconnected soon after it was ready');
  }

  /** For how long it has been ready, or was, in milliseconds. */
  uptime() {
    return this.readyAt === null ? 0 : (this.#endedAt ?? performance.now()) - this.readyAt;
  }

  /** It does not get ready. */
  #fail(reason) {
    this.#settle.reject(this.#failure(reason));
    if (this.state === 'starting') this.kill();
  }

  #failure(reason) {
    const { id, instance, pid, exit } = this;
    const { code = null, signal = null } = exit ?? {};
    const lines = this.#lines.lines();
    const hint = startHint(this.#config, lines);
    return startError({ id, instance, pid, reason, code, signal, lines, hint });
  }

  #onDisconnect() {
    if (this.state === 'draining') {
      // Its connections are finished. What else it does gets a moment.
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
    for (const stream of [stdout, stderr]) stream?.resume(); // what it has left behind waits for nobody
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
   * It gets no more connections, finishes those that it has, and ends: by itself, or by stopSignal when they are finished or
   * drainTimeout is over; in the end by SIGKILL.
   *
   * @returns {Promise<void>} resolves when its process has ended
   */
  drain() {
    if (this.state === 'gone' || this.state === 'draining') return this.gone;
    const wasReady = this.state === 'ready';
    const { drainMessage, drainTimeout, exitTimeout } = this.#config;
    this.state = 'draining';
    this.wanted = true;
    this.#settle.reject(
      startError({ id: this.id, instance: this.instance, reason: 'it was told to end', lines: [] }),
    );
    if (!wasReady) {
      this.#terminate();
    } else if (this.#worker.isConnected()) {
      if (drainMessage) this.#worker.send(drainMessage, () => {});
      this.send({ act: 'drain', deadline: drainTimeout + 2 * exitTimeout + ORPHAN_MS });
      this.#worker.disconnect();
    }
    this.#after(drainTimeout, () => this.#terminate());
    return this.gone;
  }

  /** Something in the worker may hear the signal and tidy up; then it is killed. */
  #terminate() {
    if (this.#worker.isConnected()) this.send({ act: 'end' });
    this.#worker.process.kill(this.#config.stopSignal);
    this.#after(this.#config.exitTimeout, () => this.kill());
  }

  kill() {
    this.#worker.process.kill('SIGKILL');
  }

  /** To worker_preload.js. */
  send(message) {
    this.#worker.process.send({ cmd: NAME, ...message }, () => {});
  }
}

module.exports = SupervisedWorker;
