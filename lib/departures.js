'use strict';

// Departures: how workers leave (told to disconnect, killed, or by themselves), and whether that was wanted. Used by primary.js.

const { ChildProcess } = require('node:child_process');
const ConnectedWorkers = require('./connected_workers');
const { apply, objectValues } = require('./intrinsics');
const { Kills, asksToEnd, isFinal } = require('./kills');
const { send } = require('./messages');

class Departures {
  #cluster;
  #wrappers;
  #wrappersOfWorker;
  #listeners;
  #core;
  #connected;
  #diagnostics;
  #kills = new Kills();

  /**
   * @param {import('node:cluster').Cluster} cluster
   * @param {import('./builtin')} builtin whose wrappers are called
   * @param {import('./listeners')} listeners
   * @param {() => import('./core') | null} core
   * @param {import('./diagnostics')} diagnostics
   */
  constructor(cluster, builtin, listeners, core, diagnostics) {
    this.#cluster = cluster;
    this.#wrappers = builtin.wrappers;
    this.#wrappersOfWorker = builtin.wrappersOfWorker;
    this.#listeners = listeners;
    this.#core = core;
    this.#diagnostics = diagnostics;
    this.#connected = new ConnectedWorkers(cluster);
  }

  /** The worker has been forked. */
  add(worker) {
    if (worker.process.pid !== undefined) this.#connected.add(worker);
  }

  /** Emits 'disconnect' and 'exit' on the worker and on the cluster when it leaves. */
  emitEvents(worker) {
    worker.process.once('exit', (code, signal) => this.#onexit(worker, code, signal));
    worker.process.once('disconnect', () => this.#ondisconnect(worker));
  }

  /**
   * The worker's IPC channel is closed, or its process has ended. gocluster's own state is updated here, before any listener of the
   * program runs: such a listener may throw, or may have removed ours. Callbacks of cluster.disconnect() run after the event.
   */
  gone(worker) {
    this.#listeners.removeWorker(worker);
    this.#connected.delete(worker);
  }

  /** The worker's process has ended. @param {string | null} signal what has ended it */
  ended(worker, code, signal) {
    this.#core()?.removeWorker(worker.id);
    this.gone(worker);
    if (this.#kills.end(worker, signal)) worker.exitedAfterDisconnect = true;
    this.#diagnostics.publish('gone', () => ({ worker, code, signal }));
  }

  #onexit(worker, code, signal) {
    this.ended(worker, code, signal);
    if (!worker.isConnected()) delete this.#cluster.workers[worker.id];
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'dead';
    worker.emit('exit', code, signal);
    this.#cluster.emit('exit', worker, code, signal);
  }

  #ondisconnect(worker) {
    this.gone(worker);
    if (worker.isDead()) delete this.#cluster.workers[worker.id];
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'disconnected';
    worker.emit('disconnect');
    this.#cluster.emit('disconnect', worker);
  }

  /** cluster.disconnect(callback), called on `self`. */
  disconnectAll(self, callback) {
    this.#connected.whenGone(callback);
    if (this.#wrappers.disconnect) return apply(this.#wrappers.disconnect, self, []);
    const workers = objectValues(this.#cluster.workers);
    this.#listeners.together(() => {
      for (let i = 0; i < workers.length; i++) {
        if (workers[i].isConnected()) workers[i].disconnect();
      }
    });
    return undefined;
  }

  /** worker.disconnect() */
  disconnect(worker) {
    const { disconnect } = this.#wrappersOfWorker;
    this.#kills.addReason(worker);
    if (disconnect) apply(disconnect, worker, []);
    else send(worker.process, { act: 'disconnect' });
    worker.exitedAfterDisconnect = true;
    this.#listeners.removeWorker(worker);
    delete this.#cluster.workers[worker.id];
  }

  /**
   * worker.kill(signal). The signal is sent at once, as in Node since 18: to send it "once disconnected", as documented, would mean to
   * wait for ever for a worker in an endless loop. A signal that the kernel refuses changes no state, and neither does a signal to a
   * worker that has disconnected by itself: its end was not wanted.
   */
  kill(worker, signal) {
    const sent = signal || 'SIGTERM';
    // The handle of a process that failed to start has an arbitrary pid (Node 18 to 22): kill() would signal that process.
    if (worker.process instanceof ChildProcess && worker.process.pid === undefined) return;
    const { destroy } = this.#wrappersOfWorker;
    if (destroy) apply(destroy, worker, [signal]);
    else if (worker.process.kill(sent) === false) return;
    if (!worker.isConnected()) return;
    this.#kills.add(worker, sent);
    if (isFinal(sent)) this.#core()?.removeWorker(worker.id);
    else if (asksToEnd(sent)) this.#core()?.drainWorker(worker.id);
  }

  /** The worker reports that it exits because it has called its own disconnect() or kill(). */
  wanted(worker) {
    this.#kills.addReason(worker);
    worker.exitedAfterDisconnect = true;
  }

  /** Whether the worker may still listen. A worker that only kill() has told to end may listen until it ends. */
  mayListen(worker) {
    return !worker.exitedAfterDisconnect || this.#kills.isOnlyReason(worker);
  }
}

module.exports = Departures;
