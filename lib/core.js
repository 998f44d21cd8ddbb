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

/** Stands for no listener, or for no worker, in a request. */
const NONE = 0;
/** The error of every request after the core has gone. */
const GONE = errnoOf('EPIPE');
/** How many attempts are made to get a channel to a new core. */
const TRIES = 10;

class Core {
  #addon;
  #channel;
  #isProcess; // the core is another process
  #listeners = new Map(); // by number, to {socket, options, callback}: the core has the socket while the entry exists
  #isSuspended = false; // the core accepts on none of the sockets
  #workers;
  #failures = new Failures();
  #failure = null; // the core's report of its own failure, {text, lost}
  #stats = new Stats();
  #batch = null; // what leaveAndClose() collects
  #onbroken;
  #ondown;
  #diagnostics;

  /**
   * @param {(worker: number, errno: number) => void} onbroken a worker's channel had to be closed
   * @param {(errno: number) => void} ondown the core has failed too often: nothing listens any more
   * @param {import('./diagnostics')} diagnostics
   * @throws {Error} ERR_CLUSTER_NATIVE, ERR_CLUSTER_SYSTEM; with `shortage`, a negative errno, if another attempt may succeed
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
    // If the core's descriptor table is full, the kernel closes the core's end of the channel in transit.
    if (!channel.requestSync(OP.closeListener, NONE)) {
      channel.close();
      throw shortageError('attach', errnoOf('EMFILE'));
    }
    this.#isProcess = isProcess;
    this.#channel = channel;
    this.#diagnostics.attach(channel);
  }

  /**
   * Has the core accept on a socket. While there is a listener, the channel keeps the process alive, as a listening handle would.
   * @param {number} listener a number that the caller chooses, not 0
   * @param {import('./bound_socket')} socket closed by closeListener, or when the core has failed for good
   * @param {Buffer | null} options as wire.listenOptions() encodes them; null for round robin
   * @param {(errno: number) => void} callback
   */
  listen(listener, socket, options, callback) {
    if (this.#listeners.size === 0) this.#channel.ref();
    const entry = { socket, options, callback };
    this.#listeners.set(listener, entry);
    this.#accept(listener, entry);
  }

  #accept(listener, entry) {
    const channel = this.#channel;
    const answered = (errno) => {
      // If another core has taken over meanwhile, it is asked again, and its answer counts.
      if (this.#channel !== channel || entry.callback === null) return;
      const { callback } = entry;
      entry.callback = null;
      callback(errno);
    };
    const { socket, options } = entry; // the descriptor is read when the message is sent: the socket may be closed before that
    channel.request(OP.listen, listener, socket.backlog, () => [socket.fd], answered, options);
    if (this.#isSuspended) channel.send(OP.suspend, listener, NONE);
  }

  /**
   * Closes a listener, also one that failed to open. When this function returns, or the leaveAndClose() around it, the port is free,
   * as it is after a handle's close(): programs bind it again in the same tick.
   */
  closeListener(listener) {
    const isFree = this.#listeners.get(listener).socket.close();
    this.#listeners.delete(listener);
    this.#workers.closed(listener);
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
   * Leaves and closes many listeners in a few messages, and waits for the core at most once. If a listener is closed, no leave is sent
   * for it: its unread connections stay with their workers. A leave would move them to a worker that leaves next, or end them.
   *
   * @param {() => void} act calls leave and closeListener, or leaveAndClose itself
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

  /** Waits until all requests have been carried out. @returns {boolean} false if the core is gone */
  #awaitRequests() {
    return this.#channel.requestSync(OP.closeListener, NONE);
  }

  /**
   * Both ends of a channel for a worker that is about to be forked.
   *
   * @returns {{near: number, far: number} | number} owned by the caller until addWorker or release; a negative errno if
   *   this process lacks descriptors
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
   * @param {number | null} pid null if the core need not watch the process for its end
   * @param {{near: number, far: number}} pair owned from now on
   */
  addWorker(worker, pid, pair) {
    const channel = this.#channel;
    this.#workers.add(worker, pid, pair, channel, (errno) => {
      // That the core is gone is reported elsewhere, and is not the worker's fault.
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
   * The worker is leaving. On a listener that a staying worker serves, too, it gets no more connections, and its unread ones move to
   * such a worker; it serves its other listeners as before. Draining a worker twice does no harm; it cannot be undone.
   *
   * @param {number} worker
   */
  drainWorker(worker) {
    this.#workers.drain(worker);
    this.#channel.send(OP.drainWorker, NONE, worker);
  }

  /** The worker gets no more connections until it is resumed, and keeps those that it has. @param {number} worker */
  suspendWorker(worker) {
    this.#workers.suspend(worker, true);
    this.#channel.send(OP.suspend, NONE, worker);
    this.#awaitRequests(); // until then, a busy worker takes connections without asking
  }

  resumeWorker(worker) {
    this.#workers.suspend(worker, false);
    this.#channel.send(OP.resume, NONE, worker);
  }

  /** While listeners are suspended, also those to come, the core accepts nothing, but hands out the connections that it has accepted. */
  suspendListeners(isSuspended) {
    this.#isSuspended = isSuspended;
    const op = isSuspended ? OP.suspend : OP.resume;
    this.#listeners.forEach((entry, id) => this.#channel.send(op, id, NONE));
  }

  /** From now on the worker may report that it is ready for the listener. */
  join(listener, worker) {
    const place = this.#workers.join(listener, worker);
    if (place !== null) this.#channel.send(OP.place, place, worker.id);
    this.#channel.send(OP.join, listener, worker.id);
  }

  leave(listener, worker) {
    this.#workers.leave(listener, worker);
    const listeners = this.#batch?.left.get(worker) ?? [];
    listeners[listeners.length] = listener;
    if (this.#batch) this.#batch.left.set(worker, listeners);
    else this.#sendAll(OP.leave, listeners, worker);
  }

  /** What the core has counted. @returns {Promise<import('./stats').Stats>} rejected with EPIPE if the core is gone */
  stats() {
    return this.#stats.ask(this.#channel);
  }

  /**
   * The core has failed, or has been killed. A new core gets the sockets and the workers' channels, so that service continues. If no
   * new core can be started, the sockets are closed: clients are refused instead of waiting for ever.
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

  /** The text of the bug report; null for a core process, which may have been killed: that is no bug. */
  #storyOf(errno) {
    if (this.#isProcess) return null;
    return `its channel was closed${errno === 0 ? '' : ` (${errnoName(errno)})`}`;
  }

  /** @returns {string | null} why the core could not be started again; null if it was */
  #restart() {
    for (let tries = 1; ; tries++) {
      try {
        this.#attach();
        break;
      } catch (error) {
        // The channel may have been requested from a core that is about to end.
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
