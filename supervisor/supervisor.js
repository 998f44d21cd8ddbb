'use strict';

// Supervisor: runs the wanted number of workers, and keeps them alive, replaces and drains them. start() of index.js returns it;
// control.js, signals.js and recycle.js call the same methods.

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

/** The exit code of a service that could not be started, if its worker has none. */
const FAILED = 1;

/**
 * Events that log.js describes in a sentence: 'fork', 'listening', 'ready', 'exit', 'failed', 'restart', 'givenUp', 'reload', 'reloaded',
 * 'notReloaded', 'recycle', 'stuck', 'changed', 'upgrade', 'upgraded', 'notUpgraded', 'resumed', 'leaving', 'scale', 'notScaled', 'stop', 'stopNow',
 * 'serving', 'warning'. Others: 'notice' (a message of worker_preload.js), 'ended'.
 */
class Supervisor extends EventEmitter {
  /** 'starting', 'running', 'stopping', 'ended' */
  state = 'starting';
  /** Whether it was told to end, and waits for drainDelay so that balancers learn of it. */
  isLeaving = false;
  /** Resolves when every worker has ended: to the exit code, and to the error of a service that could not be started. */
  ended;

  #cluster;
  #config;
  #fleet;
  #turns = new Turns(() => this.checkRunning());
  #end;
  #outcome = { code: 0 };
  #takeOver;
  #upgrade = new Upgrade(this);

  /**
   * @param {typeof import('node:cluster')} cluster
   * @param {object} config checked
   * @param {(() => Promise<void>) | null} takeOver called when all workers are ready, if this supervisor replaces another one; else null
   */
  constructor(cluster, config, takeOver) {
    super();
    this.setMaxListeners(0);
    this.#cluster = cluster;
    this.#takeOver = takeOver;
    const workers = config.workers === 'auto' ? usableCpus() : config.workers;
    const parallel = config.parallel ?? (config.watch ? workers : 1);
    this.#config = { ...config, workers, parallel };
    this.#fleet = new Fleet(cluster, this.#config, this);
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get config() {
    return this.#config;
  }

  /** How many workers there should be. */
  get wanted() {
    return this.#fleet.slots.length;
  }

  /** The workers that hold a place, or are about to take one. @returns {import('./supervised_worker')[]} */
  workers() {
    return this.#fleet.slots.workers();
  }

  /** Starts the workers. Called once, after the listeners of events were added. @throws ERR_GOCLUSTER_CONFIG */
  run() {
    try {
      setUp(this.#cluster, this.#config);
    } catch ({ message }) {
      throw errors.configError([message]); // the message of the cluster interface
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

  /** No worker has ever been ready: the program would fail again, so the service ends. With `watch` the program may be fixed. */
  onFirstFailure(error) {
    if (this.state !== 'starting') return;
    this.emit('failed', error);
    if (this.#config.watch && !this.#takeOver) return;
    this.#outcome = { code: error.worker?.code || FAILED, error };
    this.stop({ now: true });
  }

  /** No place has a worker any more, and none waits for a restart. */
  onEmpty({ exit }) {
    if (this.#config.watch) return;
    this.#outcome.code ||= exit.code || FAILED;
    this.stop({ isReplaced: this.#upgrade.isUnderWay }); // the process that takes over may do better
  }

  onExit(worker) {
    if (this.state === 'stopping') this.#endIfEmpty();
    else if (this.state === 'starting' && worker.readyAt !== null && !worker.wanted)
      this.onFirstFailure(worker.early()); // a predecessor waits until all workers are ready
  }

  #endIfEmpty() {
    if (!this.#fleet.isEmpty()) return;
    this.state = 'ended';
    this.#upgrade.end();
    this.emit('ended', this.#outcome);
    this.#end(this.#outcome);
  }

  /** Throws unless an operation, or the next step of one, may begin now. */
  checkRunning() {
    if (this.state === 'running' && !this.isLeaving) return;
    if (this.state === 'starting') throw errors.startingError();
    throw this.isReplaced ? errors.replacedError(this.#upgrade.pid) : errors.stoppingError();
  }

  /** Whether this supervisor ends because a successor serves. */
  get isReplaced() {
    return this.#upgrade.isHandedOver;
  }

  #slotOf(id) {
    const slot = this.#fleet.slots.of(id);
    if (!slot) throw errors.noWorkerError(id);
    return slot;
  }

  /**
   * Replaces every worker by a new one, `parallel` at a time. It stops if a new worker does not become ready, or ends while others are
   * replaced. If a reload is waiting already, this call returns the promise of that one.
   *
   * @returns {Promise<{replaced: number}>}
   * @throws ERR_GOCLUSTER_START: the workers that were not replaced yet stay
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
   * Replaces a worker that has become old, after the operations before it and if the worker still holds its place.
   *
   * @param {import('./supervised_worker')} worker
   * @param {string} reason for the log
   * @param {() => void} [end] called when the new worker has taken the place, before the old one drains
   * @throws ERR_GOCLUSTER_START: the worker stays
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

  /** Lets one worker finish, unless it is the last. It is not replaced. @param {number} id @returns {Promise<{workers: number}>} */
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
   * @param {number | string} wanted the number of workers, or "+1" or "-1" for one more or fewer
   * @returns {Promise<{workers: number}>}
   * @throws ERR_GOCLUSTER_CONFIG: the number is not possible; ERR_GOCLUSTER_START: new workers that became ready stay
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

  /** During the start: starts a worker in each place at once, instead of one that is there. The program may have been fixed. */
  startAnew() {
    if (this.state === 'starting') this.#fleet.startAnew();
  }

  /** Ends replacements that are not ready yet, so that a reload which waits for them fails: the program has changed again. */
  abandon() {
    this.#fleet.abandon();
  }

  /**
   * Starts a new process, from what is on the disk now, that takes over: when its workers are ready, those of this process finish, and
   * this process ends.
   *
   * @param {{node?: string}} [options] node: another Node
   * @returns {Promise<{pid: number}>}
   * @throws ERR_CLUSTER_UPGRADE: this process continues to serve
   */
  upgrade(options = {}) {
    return this.#upgrade.run((operation) => this.#turns.take('upgrade', operation), options);
  }

  /** Serves again after it has begun to stop. Resolves when each new worker has become ready or has failed. */
  async resume() {
    this.state = 'running';
    this.emit('resumed');
    for (const slot of this.#fleet.slots.list()) {
      this.#fleet.vacate(slot);
      this.#fleet.startIn(slot);
    }
    await Promise.allSettled(this.workers().map(({ ready }) => ready));
  }

  /** Puts the end off by drainDelay, so that balancers learn of it before accepting stops. @returns {boolean} whether it has done so */
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
   * Lets every worker finish, after `drainDelay`. A second call does not wait for `drainDelay`.
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
    } else if (now && this.state === 'stopping') this.emit('stopNow');
    if (now) for (const worker of this.#fleet.workers()) worker.kill();
    else this.#fleet.drainAll(isReplaced);
    if (this.state === 'stopping')
      setImmediate(() => this.state === 'stopping' && this.#endIfEmpty());
    return this.ended;
  }

  /** @param {Function} [memory] what gives a process's memory @returns {object} the result of `status` in docs/control.md */
  status(memory) {
    return status(this, this.#fleet, [...this.#turns.names], memory);
  }
}

module.exports = Supervisor;
