'use strict';

// RestoredWorkers: what the core has been told of each worker, and the ends of the workers' channels, for the core that takes its
// place if it fails. Used by core.js.

const { Map, Set } = require('./intrinsics');
const { OP } = require('./wire');

/** In the place of a listener's number. */
const NONE = 0;

class RestoredWorkers {
  #addon;
  #workers = new Map(); // by number, to {kept, near, far, pid, listeners, isDrained, isSuspended}: kept owns the two

  /** @param {import('./native').Addon} addon */
  constructor(addon) {
    this.#addon = addon;
  }

  /**
   * @param {number} worker
   * @param {number | null} pid
   * @param {{near: number, far: number}} pair owned from now on
   */
  add(worker, pid, { near, far }) {
    this.remove(worker);
    const kept = this.#addon.keepPair(near, far);
    const told = { listeners: new Set(), isDrained: false, isSuspended: false };
    this.#workers.set(worker, { kept, near, far, pid, ...told });
  }

  /** @param {number} worker there may be none */
  remove(worker) {
    const entry = this.#workers.get(worker);
    if (!entry) return;
    this.#workers.delete(worker);
    this.#addon.closePair(entry.kept);
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
      const pidfd = entry.pid === null ? -1 : this.#addon.pidfd(entry.pid);
      const fds = [entry.near, entry.far];
      if (pidfd >= 0) fds[2] = pidfd;
      const done = () => pidfd >= 0 && this.#addon.close(pidfd);
      channel.send(OP.restoreWorker, NONE, worker, { fds, done });
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
