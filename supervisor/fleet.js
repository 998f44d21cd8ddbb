'use strict';

// Fleet: the workers of a service, each in its slot: forked, replaced, started again when they end. Used by supervisor.js, which
// says what is to happen and emits what has.

const { stopAccepting } = require('../lib/upgrade');
const { startError } = require('./errors');
const observation = require('./observation');
const Restarts = require('./restarts');
const Slots = require('./slots');
const SupervisedWorker = require('./supervised_worker');

/** What systemd says to its main process. */
const NOT_THEIRS = { NOTIFY_SOCKET: undefined, WATCHDOG_USEC: undefined, WATCHDOG_PID: undefined };

/** How long workers that are to finish may take to read what is accepted, in milliseconds. */
const HAND_OVER_MS = 1000;
/** After so long a signal to a worker was not one to all processes of the service, in milliseconds. */
const ASKED_MS = 500;

/** Of a slot whose worker could not even be forked. */
const NO_WORKER = { uptime: () => 0, gone: Promise.resolve(), exit: { code: null } };

class Fleet {
  slots = new Slots();
  /** Workers that drain. @type {Set<SupervisedWorker>} */
  leaving = new Set();

  #cluster;
  #config;
  #host;
  #restarts;
  #asked = new WeakSet(); // workers that are to be replaced because they were asked to end

  /**
   * @param {typeof import('node:cluster')} cluster
   * @param {object} config checked
   * @param {import('./supervisor')} host
   */
  constructor(cluster, config, host) {
    this.#cluster = cluster;
    this.#config = config;
    this.#host = host;
    this.#restarts = new Restarts(config, (slot) => this.startIn(slot));
  }

  /** All that have not ended. */
  workers() {
    return [...this.slots.workers(), ...this.leaving].filter(({ state }) => state !== 'gone');
  }

  /** The ends of all were told. */
  isEmpty() {
    return [...this.slots.workers(), ...this.leaving].every(({ isReported }) => isReported);
  }

  /** Nothing is started again any more. */
  close() {
    this.#restarts.clear();
  }

  /** @param {boolean} hasStopped whether nothing is accepted any more. What is accepted goes to workers that still read it */
  async drainAll(hasStopped) {
    if (!hasStopped) await stopAccepting(HAND_OVER_MS);
    for (const worker of this.workers()) worker.drain();
  }

  removeSlot(slot) {
    this.slots.remove(slot);
    this.#restarts.remove(slot);
  }

  #fork(slot, required) {
    const { env, instanceVariable } = this.#config;
    const observed = observation(this.#config);
    const worker = new SupervisedWorker(
      this.#cluster.fork({
        ...NOT_THEIRS,
        ...env,
        [instanceVariable]: `${slot.instance}`,
        ...observed,
      }),
      this.#config,
      slot.instance,
      required,
    );
    const host = this.#host;
    worker.on('listening', (address) => host.emit('listening', worker, address));
    worker.on('ready', () => {
      host.emit('ready', worker);
      host.onReady(worker);
    });
    worker.on('notice', (notice) => {
      host.emit('notice', worker, notice);
      if (notice.act === 'asked') setTimeout(() => this.#onAsked(worker), ASKED_MS).unref();
    });
    worker.on('settled', () => this.#restarts.settled(worker.startedAt));
    worker.on('leaving', () => {
      this.leaving.add(worker);
      this.#onLost(slot, worker);
    });
    worker.on('gone', () => {
      this.leaving.delete(worker);
      host.emit('exit', worker);
      host.onExit(worker);
      this.#onLost(slot, worker);
    });
    host.emit('fork', worker);
    return worker;
  }

  #onAsked(worker) {
    if (this.#host.state === 'stopping') return;
    if (this.#asked.has(worker)) return;
    this.#asked.add(worker);
    // It has said so by an event where it fails.
    const mayAskAgain = () => this.#asked.delete(worker);
    this.#host.recycle(worker, 'it was asked to end').catch(mayAskAgain);
  }

  /** The slot has no worker. */
  startIn(slot) {
    let worker;
    try {
      worker = this.#fork(slot);
    } catch ({ message }) {
      this.#onNotForked(slot, message);
      return;
    }
    slot.worker = worker;
    worker.ready.catch((error) => {
      if (this.#host.state === 'starting') this.#host.onFirstFailure(error);
      else if (this.#host.state === 'running' && !worker.wanted) this.#host.emit('failed', error);
    });
  }

  /** Node itself throws: the program of node is being written, there is no memory. */
  #onNotForked(slot, reason) {
    const error = startError({ id: '?', instance: slot.instance, reason, lines: [] });
    if (this.#host.state === 'starting') {
      setImmediate(() => this.#host.onFirstFailure(error));
      return;
    }
    this.#host.emit('failed', error);
    this.#restart(slot, NO_WORKER);
  }

  /** What holds a place finishes, and another takes it. @param {import('./slots').Slot} slot */
  vacate(slot) {
    for (const worker of [slot.worker, slot.next]) {
      if (worker && worker.state !== 'gone') this.leaving.add(worker);
    }
    slot.worker = null;
    slot.next = null;
  }

  /** A worker serves no more. Where another is about to take its place that one is waited for. */
  #onLost(slot, worker) {
    if (slot.worker !== worker || this.#host.state !== 'running') return;
    if (!this.slots.has(slot)) return;
    slot.worker = null;
    if (slot.next === null) this.#restart(slot, worker);
  }

  #restart(slot, worker) {
    slot.restarts++;
    const delay = this.#restarts.add(slot, worker.uptime());
    if (delay !== null) {
      this.#host.emit('restart', slot, delay);
      return;
    }
    this.#host.emit('givenUp', slot);
    // Its exit code is the service's.
    worker.gone.then(() => {
      if (this.slots.workers().length === 0 && this.#restarts.isEmpty) this.#host.onEmpty(worker);
    });
  }

  /**
   * A new worker gets ready, and stays so for a while; then the old one drains.
   *
   * @param {import('./slots').Slot} slot
   * @param {(fresh: SupervisedWorker) => void} [onFresh] it has taken the place; the old one has not ended yet
   * @throws ERR_GOCLUSTER_START: the old one stays
   */
  async replace(slot, onFresh) {
    const fresh = this.#fork(slot, slot.worker?.addresses);
    slot.next = fresh;
    try {
      await fresh.ready;
      await fresh.staysFor(this.#config.settleTime);
    } catch (error) {
      await fresh.gone;
      if (slot.next === fresh) slot.next = null;
      // The old one may have ended meanwhile.
      if (this.#host.state === 'running' && slot.worker === null) {
        this.#restarts.remove(slot);
        this.#restart(slot, fresh);
      }
      throw error;
    }
    slot.next = null;
    this.#restarts.remove(slot);
    const last = slot.worker;
    slot.worker = fresh;
    onFresh?.(fresh);
    await this.drain(last);
  }

  /** @param {SupervisedWorker | null} worker @returns {Promise<void>} resolves when it has ended */
  async drain(worker) {
    if (!worker || worker.state === 'gone') return;
    this.leaving.add(worker);
    await worker.drain();
  }

  /**
   * Changes the number of slots: new workers become ready, or the workers of surplus slots drain.
   *
   * @param {number} count
   * @throws ERR_GOCLUSTER_START: those that got ready stay
   */
  async resize(count) {
    const entering = [];
    while (this.slots.length < count) entering.push(this.#enter());
    const outcomes = await Promise.allSettled(entering);
    const removed = this.slots.surplus(count);
    for (const slot of removed) this.removeSlot(slot);
    await Promise.all(removed.map(({ worker }) => this.drain(worker)));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Adds a slot; if its worker does not become ready, the slot is removed. @throws ERR_GOCLUSTER_START */
  async #enter() {
    const slot = this.slots.add();
    try {
      slot.next = this.#fork(slot);
      await slot.next.ready;
      slot.worker = slot.next;
    } catch (error) {
      await slot.next?.gone;
      this.removeSlot(slot);
      throw error;
    } finally {
      slot.next = null;
    }
  }
}

module.exports = Fleet;
