'use strict';

// RestoredWorkers: what the core has been told of each worker, and the ends of the workers' channels, for the core that takes its
// place if it fails. Used by core.js.

const { Map, Set } = require('./intrinsics');
const { OP } = require('./wire');

/** In the place of a listener's number. */
const NONE = 0;

class RestoredWorkers {
  #addon;
  #workers = new Map(); // by number, to {kept, near, far, users, pid, listeners, isDrained, isSuspended}: kept owns the two

  /** @param {import('./native').Addon} addon */
  constructor(addon) {
    this.#addon = addon;
  }

  /**
   * Tells a core of a new worker.
   *
   * @param {number} worker
   * @param {number | null} pid
   * @param {{near: number, far: number}} pair owned from now on
   * @param {import('./control_channel')} channel
   * @param {(errno: number) => void} done called once the core has been told, or cannot be
   */
  add(worker, pid, { near, far }, channel, done) {
    this.remove(worker);
    const kept = this.#addon.keepPair(near, far);
    const told = { listeners: new Set(), isDrained: false, isSuspended: false };
    const entry = { kept, near, far, users: 1, pid, ...told };
    this.#workers.set(worker, entry);
    this.#give(entry, channel, OP.addWorker, worker, done);
  }

  /** @param {number} worker there may be none */
  remove(worker) {
    const entry = this.#workers.get(worker);
    if (!entry) return;
    this.#workers.delete(worker);
    this.#letGo(entry);
  }

  /** The message may have to wait, and the worker may end meanwhile: the descriptors stay open until it is sent. */
  #give(entry, channel, op, worker, done) {
    const pidfd = entry.pid === null ? -1 : this.#addon.pidfd(entry.pid);
    const fds = [entry.near, entry.far];
    // Without one (old kernels, seccomp) the 'exit' event alone tells that the worker is gone.
    if (pidfd >= 0) fds[2] = pidfd;
    entry.users++;
    const sent = (errno) => {
      if (pidfd >= 0) this.#addon.close(pidfd);
      this.#letGo(entry);
      done?.(errno);
    };
    channel.send(op, NONE, worker, { fds, done: sent });
  }

  /** Its users are the map and the messages that have not been sent. */
  #letGo(entry) {
    if (--entry.users === 0) this.#addon.closePair(entry.kept);
  }

  drain(worker) {
    const entry = this.#workers.get(worker);
    if (entry) entry.isDrained = true;
  }

  suspend(worker, isSuspended) {
    const entry = this.#workers.get(worker);
    if (entry) entry.isSuspended = isSuspended;
  }

  join(listener, worker) {
    this.#workers.get(worker)?.listeners.add(listener);
  }

  leave(listener, worker) {
    this.#workers.get(worker)?.listeners.delete(listener);
  }

  /** Tells a core, which has the listeners already. @param {import('./control_channel')} channel */
  replay(channel) {
    this.#workers.forEach((entry, worker) => {
      this.#give(entry, channel, OP.restoreWorker, worker);
      if (entry.isSuspended) channel.send(OP.suspend, NONE, worker);
      const listeners = entry.listeners.list();
      for (let i = 0; i < listeners.length; i++) channel.send(OP.join, listeners[i], worker);
      if (entry.isDrained) channel.send(OP.drainWorker, NONE, worker);
    });
  }

  /** There is no core any more, and will be none. */
  clear() {
    this.#workers.forEach((entry, worker) => this.remove(worker));
  }
}

module.exports = RestoredWorkers;
