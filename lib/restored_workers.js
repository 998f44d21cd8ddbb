'use strict';

// RestoredWorkers: what the core has been told about each worker, and both ends of the workers' channels. If the core fails, the core
// that takes its place is told the same. Used by core.js.

const { Map, Set } = require('./intrinsics');
const { placeOf } = require('./places');
const { OP } = require('./wire');

/** Stands for no listener in a request. */
const NONE = 0;

class RestoredWorkers {
  #addon;
  #workers = new Map(); // by number, to {kept, near, far, users, pid, listeners, place, isDrained, isSuspended}: kept owns near and far

  /** @param {import('./native').Addon} addon */
  constructor(addon) {
    this.#addon = addon;
  }

  /**
   * Sends a new worker's channel to a core.
   *
   * @param {number} worker
   * @param {number | null} pid
   * @param {{near: number, far: number}} pair owned from now on
   * @param {import('./control_channel')} channel
   * @param {(errno: number) => void} done called when the message has been sent, or cannot be sent at all
   */
  add(worker, pid, { near, far }, channel, done) {
    this.remove(worker);
    const kept = this.#addon.keepPair(near, far);
    const told = { listeners: new Set(), place: null, isDrained: false, isSuspended: false };
    const entry = { kept, near, far, users: 1, pid, ...told };
    this.#workers.set(worker, entry);
    this.#give(entry, channel, OP.addWorker, worker, done);
  }

  /** @param {number} worker which need not exist */
  remove(worker) {
    const entry = this.#workers.get(worker);
    if (!entry) return;
    this.#workers.delete(worker);
    this.#letGo(entry);
  }

  /** The message may have to wait, and the worker may end meanwhile: the descriptors stay open until the message is sent. */
  #give(entry, channel, op, worker, done) {
    const pidfd = entry.pid === null ? -1 : this.#addon.pidfd(entry.pid);
    const fds = [entry.near, entry.far];
    // Without a pidfd (old kernels, seccomp) only the 'exit' event tells that the worker has ended.
    if (pidfd >= 0) fds[2] = pidfd;
    entry.users++;
    const sent = (errno) => {
      if (pidfd >= 0) this.#addon.close(pidfd);
      this.#letGo(entry);
      done?.(errno);
    };
    channel.send(op, NONE, worker, { fds, done: sent });
  }

  /** The users of an entry are the map and the messages that have not been sent yet. */
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

  /**
   * @param {number} listener
   * @param {import('node:cluster').Worker} worker
   * @returns {number | null} the worker's place, if the core has to be told
   */
  join(listener, worker) {
    const entry = this.#workers.get(worker.id);
    if (!entry) return null;
    const { place, listeners } = entry;
    if (listeners.size === 0) entry.place = placeOf(worker, place, this.#takenPlaces());
    listeners.add(listener);
    return entry.place === place ? null : entry.place;
  }

  /** Of the workers that listen: one that was told to leave listens no more, and another one may take over its place. */
  #takenPlaces() {
    const taken = new Set();
    this.#workers.forEach(({ listeners, place }) => {
      if (listeners.size > 0) taken.add(place);
    });
    return taken;
  }

  leave(listener, worker) {
    this.#workers.get(worker)?.listeners.delete(listener);
  }

  /** The listener is closed: whoever was still listening on it has left it. @param {number} listener */
  closed(listener) {
    this.#workers.forEach(({ listeners }) => listeners.delete(listener));
  }

  /** Sends all workers to a core that has the listeners already. @param {import('./control_channel')} channel */
  replay(channel) {
    this.#workers.forEach((entry, worker) => {
      this.#give(entry, channel, OP.restoreWorker, worker);
      if (entry.isSuspended) channel.send(OP.suspend, NONE, worker);
      if (entry.place !== null) channel.send(OP.place, entry.place, worker);
      const listeners = entry.listeners.list();
      for (let i = 0; i < listeners.length; i++) channel.send(OP.join, listeners[i], worker);
      if (entry.isDrained) channel.send(OP.drainWorker, NONE, worker);
    });
  }

  /** The core is gone for good. */
  clear() {
    this.#workers.forEach((entry, worker) => this.remove(worker));
  }
}

module.exports = RestoredWorkers;
