'use strict';

// Fleet: the workers of a service, each in its slot: it forks and replaces them, and starts them again when they end. Used by
// supervisor.js, which decides what happens and emits the events.

const { assign } = require('../lib/places');
const { stopAccepting } = require('../lib/upgrade');
const { startError } = require('./errors');
const observation = require('./observation');
const Restarts = require('./restarts');
const Slots = require('./slots');
const SupervisedWorker = require('./supervised_worker');

/** Variables that systemd sets for its main process: workers must not have them. */
const NOT_THEIRS = { NOTIFY_SOCKET: undefined, WATCHDOG_USEC: undefined, WATCHDOG_PID: undefined };

/** How long workers that must finish may take to read the accepted connections, in milliseconds. */
const HAND_OVER_MS = 1000;
/** How long a worker's signal is not acted on, in milliseconds: if it was sent to all processes, the supervisor stops meanwhile. */
const ASKED_MS = 500;

/** Stands for the worker of a slot that could not even be forked. */
const NO_WORKER = { uptime: () => 0, gone: Promise.resolve(), exit: { code: null } };

class Fleet {
  slots = new Slots();
  /** Workers that drain. @type {Set<SupervisedWorker>} */
  leaving = new Set();

  #cluster;
  #config;
  #host;
  #restarts;
  #asked = new WeakSet(); // workers that are being replaced because they got a signal to end

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

  /** All workers that have not ended. */
  workers() {
    return [...this.slots.workers(), ...this.leaving].filter(({ state }) => state !== 'gone');
  }

  /** Whether the ends of all workers have been reported. */
  isEmpty() {
    return [...this.slots.workers(), ...this.leaving].every(({ isReported }) => isReported);
  }

  /** The slots without a worker. */
  empty() {
    const slots = this.slots.list().filter(({ worker, next }) => !worker && !next);
    return {
      waiting: slots.filter((slot) => this.#restarts.has(slot)),
      givenUp: slots.filter((slot) => this.#restarts.hasGivenUp(slot)),
    };
  }

  /** From now on no worker is started again. */
  close() {
    this.#restarts.clear();
  }

  /** @param {boolean} hasStopped whether accepting has stopped; if not, waits until workers have read what is accepted */
  async drainAll(hasStopped) {
    if (!hasStopped) await stopAccepting(HAND_OVER_MS);
    for (const worker of this.workers()) worker.drain();
  }

  removeSlot(slot) {
    this.slots.remove(slot);
    this.#restarts.remove(slot);
  }

  #fork(slot, replaced) {
    const { env, instanceVariable } = this.#config;
    const observed = observation(this.#config);
    const forked = this.#cluster.fork({
      ...NOT_THEIRS,
      ...env,
      [instanceVariable]: `${slot.instance}`,
      ...observed,
    });
    assign(forked, slot.instance);
    const worker = new SupervisedWorker(forked, this.#config, slot.instance, replaced);
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
    // A failure is reported by an event.
    const mayAskAgain = () => this.#asked.delete(worker);
    this.#host.recycle(worker, 'it was asked to end').catch(mayAskAgain);
  }

  /** Starts a worker in a slot that has none. */
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
      if (worker.wanted) return;
      if (this.#host.state === 'starting') this.#host.onFirstFailure(error);
      else if (this.#host.state === 'running') this.#host.emit('failed', error);
    });
  }

  /** Starts a worker in each slot, instead of one that is there. */
  startAnew() {
    for (const slot of this.slots.list()) {
      this.drain(slot.worker);
      this.startIn(slot);
    }
  }

  /** Ends workers that are to replace others and are not ready yet. */
  abandon() {
    for (const { next } of this.slots.list()) if (next?.state === 'starting') next.drain();
  }

  /** Node's fork itself has thrown, for example because node's binary is being replaced, or memory is short. */
  #onNotForked(slot, reason) {
    const error = startError({ id: '?', instance: slot.instance, reason, lines: [] });
    if (this.#host.state === 'starting') {
      setImmediate(() => this.#host.onFirstFailure(error));
      return;
    }
    this.#host.emit('failed', error);
    this.#restart(slot, NO_WORKER);
  }

  /** Empties a slot: its workers finish, and another worker may take the place. @param {import('./slots').Slot} slot */
  vacate(slot) {
    for (const worker of [slot.worker, slot.next]) {
      if (worker && worker.state !== 'gone') this.leaving.add(worker);
    }
    slot.worker = null;
    slot.next = null;
  }

  /** A worker no longer serves. It is started again, unless another worker is about to take its place. */
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
    // The service ends with this worker's exit code.
    worker.gone.then(() => {
      if (this.slots.workers().length === 0 && this.#restarts.isEmpty) this.#host.onEmpty(worker);
    });
  }

  /**
   * Replaces a slot's worker: a new worker becomes ready and stays so for settleTime; then the old one drains.
   *
   * @param {import('./slots').Slot} slot
   * @param {(fresh: SupervisedWorker) => void} [onFresh] called when the new worker has taken the place, before the old one drains
   * @throws ERR_GOCLUSTER_START: the old worker stays
   */
  async replace(slot, onFresh) {
    // With `watch` somebody edits the program, and may have changed the port.
    const fresh = this.#fork(slot, this.#config.watch ? null : slot.worker);
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
   * @throws ERR_GOCLUSTER_START: new workers that became ready stay
   */
  async resize(count) {
    const entering = [];
    while (this.slots.length < count) entering.push(this.#enter());
    const outcomes = await Promise.allSettled(entering);
    const removed = this.slots.surplus(count, (slot) => this.#restarts.hasGivenUp(slot));
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
