'use strict';

// Supervisor: as many workers as are wanted, each kept alive, replaced, drained. What start() of index.js returns; control.js,
// signals.js and what recycles workers call the same verbs.

const { EventEmitter } = require('node:events');
const { usableCpus } = require('./cpus');
const errors = require('./errors');
const Fleet = require('./fleet');
const replaceAll = require('./replace_all');
const setUp = require('./set_up');
const status = require('./status');
const Turns = require('./turns');
const Upgrade = require('./upgrade');
const workerCount = require('./worker_count');

/** Exit code of a service that could not be started and whose worker has none. */
const FAILED = 1;

/**
 * Events, for each of which log.js has a sentence: 'fork', 'listening', 'ready', 'exit', 'failed', 'restart', 'givenUp', 'reload',
 * 'reloaded', 'notReloaded', 'recycle', 'stuck', 'changed', 'upgrade', 'upgraded', 'notUpgraded',
 * 'resumed', 'leaving', 'scale', 'notScaled', 'stop', 'serving', 'ended', 'warning'.
 */
class Supervisor extends EventEmitter {
  /** 'starting', 'running', 'stopping', 'ended' */
  state = 'starting';
  /** Whether it was told to end, and waits until balancers know. */
  isLeaving = false;
  /** Resolves when every worker has ended: with the exit code, and with the error of a service that could not be started. */
  ended;

  #cluster;
  #config;
  #fleet;
  #turns = new Turns(() => this.#checkRunning());
  #end;
  #outcome = { code: 0 };
  #takeOver;
  #upgrade = new Upgrade(this);

  /**
   * @param {typeof import('node:cluster')} cluster
   * @param {object} config checked
   * @param {(() => Promise<void>) | null} takeOver where it takes the place of another: called when all workers are ready
   */
  constructor(cluster, config, takeOver) {
    super();
    this.setMaxListeners(0);
    this.#cluster = cluster;
    this.#takeOver = takeOver;
    const workers = config.workers === 'auto' ? usableCpus() : config.workers;
    this.#config = {
      ...config,
      workers,
      parallel: config.parallel ?? (config.watch ? workers : 1),
    };
    this.#fleet = new Fleet(cluster, this.#config, this);
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get config() {
    return this.#config;
  }

  /** Those that hold a place, or are about to. @returns {import('./supervised_worker')[]} */
  workers() {
    return this.#fleet.slots.workers();
  }

  /** Starts the workers. Called once, when the listeners of events are there. @throws ERR_GOCLUSTER_CONFIG */
  run() {
    try {
      setUp(this.#cluster, this.#config);
    } catch ({ message }) {
      throw errors.configError([message]); // the cluster interface has a word for it
    }
    const { slots } = this.#fleet;
    for (let i = 0; i < this.#config.workers; i++) this.#fleet.startIn(slots.add());
  }

  async onReady(worker) {
    if (this.state !== 'starting') return;
    if (this.#takeOver) {
      if (this.workers().some(({ state }) => state !== 'ready')) return;
      await this.#takeOver().catch((error) => this.onFirstFailure(error));
      if (this.state !== 'starting') return;
    }
    this.state = 'running';
    this.emit('serving', worker);
  }

  /** No worker has ever been ready: the program would only fail again. With `watch` it may be mended. */
  onFirstFailure(error) {
    if (this.state !== 'starting') return;
    this.emit('failed', error);
    if (this.#config.watch && !this.#takeOver) return;
    this.#outcome = { code: error.worker?.code || FAILED, error };
    this.stop({ now: true });
  }

  /** No place has a worker any more, or waits for one. */
  onEmpty({ exit }) {
    if (this.#config.watch) return;
    this.#outcome.code ||= exit.code || FAILED;
    this.stop({ isReplaced: this.#upgrade.isUnderWay }); // a new process may do better
  }

  onExit(worker) {
    if (this.state === 'stopping') this.#endIfEmpty();
    else if (this.state === 'starting' && worker.readyAt !== null)
      this.onFirstFailure(worker.early()); // a predecessor waits for all
  }

  #endIfEmpty() {
    if (!this.#fleet.isEmpty()) return;
    this.state = 'ended';
    this.emit('ended', this.#outcome);
    this.#end(this.#outcome);
  }

  /** One operation runs after the other; none begins while the supervisor stops. */
  #checkRunning() {
    if (this.state === 'running' && !this.isLeaving) return;
    if (this.state === 'starting') throw errors.startingError();
    throw this.isReplaced ? errors.replacedError(this.#upgrade.pid) : errors.stoppingError();
  }

  /** Whether it ends because a successor serves. */
  get isReplaced() {
    return this.#upgrade.isHandedOver;
  }

  #slotOf(id) {
    const slot = this.#fleet.slots.of(id);
    if (!slot) throw errors.noWorkerError(id);
    return slot;
  }

  /**
   * Replaces every worker with a new one, `parallel` at a time. It ends where a new one does not get ready, or ends again while the
   * others are replaced. Where one waits for its turn already, that is it.
   *
   * @returns {Promise<{replaced: number}>}
   * @throws ERR_GOCLUSTER_START: those that were not replaced yet stay
   */
  reload() {
    const operation = async () => {
      this.emit('reload');
      const { replaced, failure } = await replaceAll(this, this.#fleet, this.#config.parallel);
      if (failure) {
        this.emit('notReloaded', failure, replaced);
        throw Object.assign(failure, { replaced });
      }
      this.emit('reloaded', replaced);
      return { replaced };
    };
    return this.#turns.takeOnce('reload', operation);
  }

  /** Replaces one worker. @param {number} id @returns {Promise<{replaced: number}>} */
  restart(id) {
    return this.#turns.take('restart', async () => {
      await this.#fleet.replace(this.#slotOf(id));
      return { replaced: 1 };
    });
  }

  /**
   * Replaces a worker that has become old, when its turn comes and if it still holds its place.
   *
   * @param {import('./supervised_worker')} worker
   * @param {string} reason for the log
   * @param {() => void} [end] ends it at once; without, it drains
   * @throws ERR_GOCLUSTER_START: it stays
   */
  recycle(worker, reason, end) {
    return this.#turns.take('recycle', async () => {
      const slot = this.#fleet.slots.of(worker.id);
      if (!slot) return;
      this.emit('recycle', worker, reason);
      try {
        await this.#fleet.replace(slot, end);
      } catch (error) {
        this.emit('failed', error);
        throw error;
      }
    });
  }

  /** Lets one worker finish, which is not the last. Nothing takes its place. @param {number} id @returns {Promise<{workers: number}>} */
  drain(id) {
    return this.#turns.take('drain', async () => {
      const slot = this.#slotOf(id);
      if (!this.#fleet.slots.anyServesBut(slot)) throw errors.lastWorkerError(id);
      this.#fleet.removeSlot(slot);
      await this.#fleet.drain(slot.worker);
      return { workers: this.#fleet.slots.length };
    });
  }

  /**
   * @param {number | string} wanted a number of workers, or "+1" or "-1": so many more or fewer
   * @returns {Promise<{workers: number}>}
   * @throws ERR_GOCLUSTER_CONFIG: none would be left; ERR_GOCLUSTER_START: those that got ready stay
   */
  async scale(wanted) {
    const countOf = workerCount(wanted);
    return this.#turns.take('scale', async () => {
      const { slots } = this.#fleet;
      const count = countOf(slots.length);
      this.emit('scale', count);
      try {
        await this.#fleet.resize(count);
      } catch (error) {
        this.emit('notScaled', error, slots.length);
        throw error;
      }
      return { workers: slots.length };
    });
  }

  /** Starts a worker in each place that has none, at once: the program may have been mended. */
  startMissing() {
    if (this.state !== 'starting') return;
    for (const slot of this.#fleet.slots.list()) {
      if (slot.worker?.state === 'starting') slot.worker.kill();
      this.#fleet.startIn(slot);
    }
  }

  /**
   * Has a new process take over, with what is on the disk now. When its workers are ready those of this one finish, and it ends.
   *
   * @param {{node?: string}} [options] node: another Node
   * @returns {Promise<{pid: number}>}
   * @throws ERR_CLUSTER_UPGRADE: this one serves on
   */
  upgrade(options = {}) {
    return this.#upgrade.run((operation) => this.#turns.take('upgrade', operation), options);
  }

  /** Serves again, where it has begun to stop. Resolves when it is known of each worker whether it is ready. */
  async resume() {
    this.state = 'running';
    this.emit('resumed');
    for (const slot of this.#fleet.slots.list()) {
      this.#fleet.vacate(slot);
      this.#fleet.startIn(slot);
    }
    await Promise.allSettled(this.workers().map(({ ready }) => ready));
  }

  /** Ends later, so that balancers know before it accepts nothing more. @returns {boolean} whether it does */
  #leave(code) {
    const { drainDelay } = this.#config;
    if (drainDelay === 0 || this.isLeaving || this.state !== 'running') return false;
    this.isLeaving = true;
    this.emit('leaving', drainDelay);
    const timer = setTimeout(() => this.stop({ code }), drainDelay);
    this.once('stop', () => clearTimeout(timer));
    return true;
  }

  /**
   * Lets every worker finish, after `drainDelay`; a second call does not wait for that.
   *
   * @param {{now?: boolean, code?: number, isReplaced?: boolean}} [options] now: kills them; code: the exit code,
   *   instead of 0; isReplaced: a successor serves
   * @returns {Promise<{code: number, error?: Error}>} as `ended`
   */
  stop({ now = false, code = 0, isReplaced = false } = {}) {
    if (!isReplaced) this.#upgrade.giveUp();
    if (!now && !isReplaced && this.#leave(code)) return this.ended;
    this.#outcome.code ||= code;
    if (this.state !== 'stopping' && this.state !== 'ended') {
      this.state = 'stopping';
      this.#fleet.close();
      this.emit('stop', now);
    }
    if (now) for (const worker of this.#fleet.workers()) worker.kill();
    else this.#fleet.drainAll(isReplaced);
    if (this.state === 'stopping')
      setImmediate(() => this.state === 'stopping' && this.#endIfEmpty());
    return this.ended;
  }

  /** @returns {object} what docs/control.md says of `status` */
  status() {
    const operations = [...this.#turns.names];
    return status(this, this.#fleet.slots.list(), this.#fleet.leaving, operations);
  }
}

module.exports = Supervisor;
