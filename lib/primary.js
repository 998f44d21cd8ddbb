'use strict';

// The primary's half: fork, settings and events. Installed by cluster.js onto the object that require('cluster') returns.

const { fork } = require('node:child_process');
const { signals } = require('node:os').constants;
const Core = require('./core');
const environment = require('./environment');
const { errnoName, errnoOf } = require('./errno');
const { badPolicyError } = require('./errors');
const { guard, isPlain } = require('./guard');
const Listeners = require('./listeners');
const { send, receiver } = require('./messages');
const { ADDON } = require('./native');
const { merge, stdioWith, forkOptions } = require('./settings');
const unborn = require('./unborn');

/** The methods that this half replaces. */
const METHODS = ['setupPrimary', 'setupMaster', 'fork', 'disconnect'];

/** The signals that ask a process to end: who catches one of them is on its way out. Any other may mean anything. */
const FATAL = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL'].flatMap((name) => [name, signals[name]]);

/**
 * @param {import('node:cluster').Cluster} cluster
 * @param {(reason: string) => void} warn tells the user that Node's own cluster stays
 */
function install(cluster, warn) {
  const { SCHED_NONE, SCHED_RR, Worker } = cluster;
  const builtin = Object.fromEntries(METHODS.map((name) => [name, cluster[name]]));
  const { disconnect: builtinDisconnect, destroy: builtinDestroy } = Worker.prototype;
  const listeners = new Listeners(() => core);
  const connected = new Set(); // workers that have not disconnected yet
  let disconnectCallbacks = [];
  let ids = 0;
  let policy; // frozen by the first setupPrimary
  let core = null;

  cluster.setupPrimary = function (options) {
    const settings = merge(cluster.settings, options);
    cluster.settings = settings;
    if (policy === undefined) {
      policy = cluster.schedulingPolicy;
      if (policy !== SCHED_NONE && policy !== SCHED_RR) throw badPolicyError(policy);
      process.on('internalMessage', debugWorkers);
    }
    process.nextTick(() => cluster.emit('setup', settings));
  };
  cluster.setupMaster = cluster.setupPrimary;

  /** SIGUSR1 opens the primary's inspector; the workers open theirs. */
  function debugWorkers(message) {
    if (message.cmd !== 'NODE_DEBUG_ENABLED') return;
    for (const worker of Object.values(cluster.workers)) {
      const debug = () => process._debugProcess(worker.process.pid);
      if (worker.state === 'online' || worker.state === 'listening') debug();
      else worker.once('online', debug);
    }
  }

  cluster.fork = function (env) {
    let shortage = null;
    if (core === null && (policy ?? cluster.schedulingPolicy) === SCHED_RR) {
      try {
        core = new Core(onbroken);
      } catch (error) {
        if (error.unavailable) {
          restore();
          warn(error.unavailable);
          return cluster.fork(env);
        }
        if (!error.shortage) throw error;
        shortage = error;
      }
    }
    cluster.setupPrimary();
    const id = ++ids;
    const child = shortage ? unborn(shortage, cluster.settings) : forkProcess(id, env);
    const worker = new Worker({ id, process: child });
    if (worker.process.pid !== undefined) connected.add(worker);
    guard(worker.process, (error) => onbrokenIPC(id, error));
    worker.on('message', function (message, handle) {
      cluster.emit('message', this, message, handle);
    });
    worker.process.once('exit', (code, signal) => onexit(worker, code, signal));
    worker.process.once('disconnect', () => ondisconnect(worker));
    worker.process.on(
      'internalMessage',
      receiver((message, handle) => {
        // No act brings a handle: nobody else would close it.
        handle?.close?.();
        if (typeof message.act === 'string') acts[message.act]?.(worker, message);
      }),
    );
    process.nextTick(() => cluster.emit('fork', worker));
    cluster.workers[id] = worker;
    return worker;
  };

  function forkProcess(id, env) {
    const { settings } = cluster;
    const workerEnv = { ...process.env, ...env };
    if (core === null) {
      environment.mark(workerEnv, id, null);
      return fork(settings.exec, settings.args, forkOptions(settings, workerEnv, settings.stdio));
    }
    let pair;
    try {
      pair = core.pair();
    } catch (error) {
      return unborn(error, settings);
    }
    try {
      const { stdio, index } = stdioWith(settings, pair.far);
      environment.mark(workerEnv, id, { fd: index, addon: ADDON });
      const child = fork(settings.exec, settings.args, forkOptions(settings, workerEnv, stdio));
      child.stdio?.pop(); // the channel's entry; there are none where there is no descriptor for them
      if (child.pid === undefined) core.release(pair);
      else core.addWorker(id, child.pid, pair);
      return child;
    } catch (error) {
      core.release(pair);
      throw error;
    }
  }

  function onexit(worker, code, signal) {
    core?.removeWorker(worker.id);
    if (!worker.isConnected()) {
      listeners.removeWorker(worker);
      delete cluster.workers[worker.id];
    }
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'dead';
    worker.emit('exit', code, signal);
    cluster.emit('exit', worker, code, signal);
  }

  function ondisconnect(worker) {
    listeners.removeWorker(worker);
    if (worker.isDead()) delete cluster.workers[worker.id];
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
    connected.delete(worker);
    if (connected.size === 0) callDisconnected();
  }

  cluster.disconnect = function (callback) {
    if (typeof callback === 'function') disconnectCallbacks.push(callback);
    if (connected.size === 0) process.nextTick(callDisconnected);
    for (const worker of Object.values(cluster.workers)) {
      if (worker.isConnected()) worker.disconnect();
    }
  };

  function callDisconnected() {
    const callbacks = disconnectCallbacks;
    disconnectCallbacks = [];
    for (const callback of callbacks) callback.call(cluster);
  }

  function onbroken(id, errno) {
    const name = errnoName(errno);
    const reason = ['EMFILE', 'ENFILE'].includes(name)
      ? 'This process had no descriptor left for it.'
      : 'Either something in it writes to a descriptor that is not its own, or this is a bug in gocluster.';
    process.emitWarning(
      `The channel of cluster worker ${id} was closed (${name}): it gets no more connections. ${reason}`,
      { code: 'GOCLUSTER_CHANNEL' },
    );
  }

  function onbrokenIPC(id, error) {
    process.emitWarning(
      `Cluster worker ${id} was disconnected (${error.message}): it sent what is no message over IPC. ` +
        'Something in it writes to a descriptor that is not its own.',
      { code: 'GOCLUSTER_IPC' },
    );
  }

  /** What a worker says over IPC; the names are those of the messages. */
  const acts = {
    __proto__: null,

    online(worker) {
      worker.state = 'online';
      worker.emit('online');
      cluster.emit('online', worker);
    },

    exitedAfterDisconnect(worker, message) {
      worker.exitedAfterDisconnect = true;
      send(worker.process, { ack: message.seq });
    },

    queryServer(worker, message) {
      if (worker.exitedAfterDisconnect) return;
      const answer = (reply, handle) => {
        send(worker.process, { ack: message.seq, ...reply }, handle);
      };
      if (isPlain(message)) listeners.add(worker, message, answer);
      else answer({ errno: errnoOf('EINVAL') });
    },

    listening(worker, message) {
      if (!isPlain(message)) return;
      const { addressType, address, port, fd } = message;
      const info = { addressType, address, port, fd };
      worker.state = 'listening';
      worker.emit('listening', info);
      cluster.emit('listening', worker, info);
    },

    close(worker, { key }) {
      listeners.remove(worker, key);
    },
  };

  // The signal goes out at once, as in Node since 18; the document's "once disconnected" would wait for ever for a worker
  // in an endless loop. But it is a wanted exit, and from here on the worker gets nothing new.
  Worker.prototype.destroy = function (signal) {
    const sent = signal || 'SIGTERM';
    this.process.kill(sent);
    if (process.env.GOCLUSTER_COMPAT !== 'node') this.exitedAfterDisconnect = true;
    if (FATAL.includes(sent)) core?.drainWorker(this.id);
  };

  Worker.prototype.disconnect = function () {
    this.exitedAfterDisconnect = true;
    send(this.process, { act: 'disconnect' });
    listeners.removeWorker(this);
    delete cluster.workers[this.id];
    return this;
  };

  /** Gives the built-in back what is its own. */
  function restore() {
    Object.assign(cluster, builtin);
    Object.assign(Worker.prototype, { disconnect: builtinDisconnect, destroy: builtinDestroy });
    delete Worker.prototype.suicide;
  }
}

module.exports = { install };
