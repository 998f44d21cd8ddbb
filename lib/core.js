'use strict';

// Core: the primary's view of the Go core. Used by primary.js, listeners.js and listener.js.

const ControlChannel = require('./control_channel');
const Failures = require('./failures');
const native = require('./native');
const RestoredWorkers = require('./restored_workers');
const Stats = require('./stats');
const { OP, NOTICE, LISTENERS_MAX } = require('./wire');
const { errnoOf, errnoName } = require('./errno');
const { shortageError, warnCoreFailed } = require('./errors');
const { Map, arrayFilter, arraySlice, nextTick } = require('./intrinsics');

/** In the place of a listener's number, or of a worker's. */
const NONE = 0;

/** The error of every request once there is no core any more. */
const GONE = errnoOf('EPIPE');
/** How often a new core is asked for a channel. */
const TRIES = 10;

class Core {
  #addon;
  #channel;
  #isProcess; // the core is another process
  #listeners = new Map(); // by number, to {socket, options, callback, isSuspended}: the core accepts on the socket as long as it is there
  #workers;
  #failures = new Failures();
  #failure = null; // what the core has said of its end, {text, lost}
  #stats = new Stats();
  #batch = null; // what leaveAndClose() collects
  #onbroken;
  #ondown;
  #diagnostics;

  /**
   * @param {(worker: number, errno: number) => void} onbroken a worker's channel had to be closed
   * @param {(errno: number) => void} ondown the core has failed too often: nothing listens any more
   * @param {import('./diagnostics')} diagnostics
   * @throws {Error} ERR_CLUSTER_NATIVE; with `shortage` where another try may succeed
   */
  constructor(onbroken, ondown, diagnostics) {
    this.#addon = native.load();
    this.#onbroken = onbroken;
    this.#ondown = ondown;
    this.#diagnostics = diagnostics;
    this.#workers = new RestoredWorkers(this.#addon);
    this.#attach();
    const { trim } = this.#addon;
    trim?.();
  }

  #attach() {
    const { fd, isProcess } = native.attach(this.#addon);
    const channel = new ControlChannel(
      this.#addon,
      fd,
      (notice) => this.#handleNotice(notice),
      (errno) => this.#onend(errno),
    );
    // The kernel closes the core's end on its way where the core's descriptor table is full.
    if (!channel.requestSync(OP.closeListener, NONE)) {
      channel.close();
      throw shortageError('attach', errnoOf('EMFILE'));
    }
    this.#isProcess = isProcess;
    this.#channel = channel;
    this.#diagnostics.attach(channel);
  }

  /**
   * Has the core accept on a socket. The channel holds the process while there is a listener, as a listening handle would.
   *
   * @param {number} listener a number of the caller's, not 0
   * @param {import('./bound_socket')} socket closed by closeListener, or when there is no core any more
   * @param {Buffer | null} options as wire.listenOptions() encodes them; null for round robin
   * @param {(errno: number) => void} callback
   */
  listen(listener, socket, options, callback) {
    if (this.#listeners.size === 0) this.#channel.ref();
    const entry = { socket, options, callback, isSuspended: false };
    this.#listeners.set(listener, entry);
    this.#accept(listener, entry);
  }

  #accept(listener, entry) {
    const channel = this.#channel;
    const answered = (errno) => {
      // The core that takes the place of the one that was asked is asked again.
      if (this.#channel !== channel || entry.callback === null) return;
      const { callback } = entry;
      entry.callback = null;
      callback(errno);
    };
    const { socket, options } = entry; // its descriptor at the moment of sending: it may be closed before the kernel takes it
    channel.request(OP.listen, listener, socket.backlog, () => [socket.fd], answered, options);
    if (entry.isSuspended) channel.send(OP.suspend, listener, NONE);
  }

  /**
   * Closes a listener, or one that did not open. When it returns, or leaveAndClose does, the port is free, as it is after a
   * handle's close(): programs bind it again in the same tick.
   */
  closeListener(listener) {
    const isFree = this.#listeners.get(listener).socket.close();
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#channel.unref();
    if (this.#batch) {
      this.#batch.closed[this.#batch.closed.length] = listener;
      this.#batch.areFree &&= isFree;
    } else {
      this.#channel.send(OP.closeListener, listener, NONE);
      if (!isFree) this.#awaitRequests();
    }
  }

  /**
   * Leaves and closes many listeners in a few messages, and waits for the core at most once. Nobody leaves what is closed: what a
   * worker has not read of it stays with that worker, where it would go to the next one that leaves, or end with the listener.
   *
   * @param {() => void} act calls leave and closeListener, or this
   */
  leaveAndClose(act) {
    if (this.#batch) return act();
    const batch = { left: new Map(), closed: [], areFree: true };
    this.#batch = batch;
    try {
      act();
    } finally {
      this.#batch = null;
      const isOpen = (listener) => this.#listeners.has(listener);
      batch.left.forEach((listeners, worker) =>
        this.#sendAll(OP.leave, arrayFilter(listeners, isOpen), worker),
      );
      this.#sendAll(OP.closeListener, batch.closed, NONE);
      if (!batch.areFree) this.#awaitRequests();
    }
  }

  #sendAll(op, listeners, worker) {
    for (let at = 0; at < listeners.length; at += LISTENERS_MAX) {
      const some = arraySlice(listeners, at, at + LISTENERS_MAX);
      this.#channel.send(op, some[0], worker, { also: arraySlice(some, 1) });
    }
  }

  /** Waits until all requests have been carried out. @returns {boolean} false where there is no core */
  #awaitRequests() {
    return this.#channel.requestSync(OP.closeListener, NONE);
  }

  /**
   * Both ends of a channel for a worker that is about to be forked.
   *
   * @returns {{near: number, far: number} | number} owned by the caller until addWorker or release; a negative errno where
   *   this process is too short of descriptors
   */
  pair() {
    const pair = this.#addon.pair();
    return typeof pair === 'number' ? pair : { near: pair[0], far: pair[1] };
  }

  /** @param {{near: number, far: number}} pair */
  release({ near, far }) {
    this.#addon.close(near);
    this.#addon.close(far);
  }

  /**
   * Gives the core the channel of a forked worker.
   *
   * @param {number} worker
   * @param {number | null} pid null where it is not the core that learns first that the worker has ended
   * @param {{near: number, far: number}} pair owned from now on
   */
  addWorker(worker, pid, pair) {
    const channel = this.#channel;
    this.#workers.add(worker, pid, pair, channel, (errno) => {
      // A core that is gone has been reported, and is no fault of the worker's.
      if (errno === 0 || errno === GONE || this.#channel !== channel) return;
      nextTick(this.#onbroken, worker, errno); // no callback may run, or throw, inside cluster.fork()
    });
  }

  /** The worker has ended. @param {number} worker */
  removeWorker(worker) {
    this.#workers.remove(worker);
    this.#channel.send(OP.removeWorker, NONE, worker);
  }

  /**
   * The worker is on its way out. Of a listener that another worker serves, one that stays, it gets nothing more, and what it has
   * not read goes there; any other listener it serves as before. Draining twice does no harm; it cannot be undone.
   *
   * @param {number} worker
   */
  drainWorker(worker) {
    this.#workers.drain(worker);
    this.#channel.send(OP.drainWorker, NONE, worker);
  }

  /** The worker gets no more connections until it is resumed, and keeps what it has. @param {number} worker */
  suspendWorker(worker) {
    this.#workers.suspend(worker, true);
    this.#channel.send(OP.suspend, NONE, worker);
    this.#awaitRequests(); // a busy worker takes connections without asking
  }

  resumeWorker(worker) {
    this.#workers.suspend(worker, false);
    this.#channel.send(OP.resume, NONE, worker);
  }

  /** Nothing is accepted until it is undone; what is held is handed out. */
  suspendListeners(isSuspended) {
    this.#listeners.forEach((entry, id) => {
      entry.isSuspended = isSuspended;
      this.#channel.send(isSuspended ? OP.suspend : OP.resume, id, NONE);
    });
  }

  /** The worker may say that it is ready for the listener. */
  join(listener, worker) {
    this.#workers.join(listener, worker);
    this.#channel.send(OP.join, listener, worker);
  }

  leave(listener, worker) {
    this.#workers.leave(listener, worker);
    const listeners = this.#batch?.left.get(worker) ?? [];
    listeners[listeners.length] = listener;
    if (this.#batch) this.#batch.left.set(worker, listeners);
    else this.#sendAll(OP.leave, listeners, worker);
  }

  /** What the core has counted. @returns {Promise<import('./stats').Stats>} rejected with EPIPE where there is no core any more */
  stats() {
    return this.#stats.ask(this.#channel);
  }

  /**
   * The core has failed, or has been killed. Another one gets the sockets and the workers' channels, so that service goes on. Where
   * that does not help nothing listens any more: clients are refused, where they would wait for ever.
   */
  #onend(errno) {
    const failure = this.#failure ?? { text: this.#storyOf(errno), lost: 0 };
    this.#failure = null;
    const problem = this.#failures.add() ? this.#restart() : 'it has failed too often';
    warnCoreFailed(failure, problem);
    this.#diagnostics.publish('restarted', () => ({ ...failure, problem }));
    if (problem === null) return;
    this.#listeners.forEach(({ socket }) => socket.close());
    this.#workers.clear();
    this.#ondown(GONE);
  }

  /** A process may have been killed, and that is no bug: null. */
  #storyOf(errno) {
    if (this.#isProcess) return null;
    return `its channel was closed${errno === 0 ? '' : ` (${errnoName(errno)})`}`;
  }

  /** @returns {string | null} what keeps it from being started again */
  #restart() {
    for (let tries = 1; ; tries++) {
      try {
        this.#attach();
        break;
      } catch (error) {
        // One that is about to end may still be asked.
        if (tries === TRIES) return error.message;
      }
    }
    this.#stats.restarted();
    if (this.#listeners.size > 0) this.#channel.ref();
    this.#listeners.forEach((entry, listener) => this.#accept(listener, entry));
    this.#workers.replay(this.#channel);
    return null;
  }

  #handleNotice({ kind, id, errno, text, record }) {
    switch (kind) {
      case NOTICE.counted:
        this.#stats.add(record);
        break;
      case NOTICE.broken:
        this.#workers.remove(id);
        this.#onbroken(id, errno);
        break;
      case NOTICE.failed:
        this.#failure = { text, lost: id };
        break;
      default:
        this.#diagnostics.handle(kind, id);
    }
  }
}

module.exports = Core;
