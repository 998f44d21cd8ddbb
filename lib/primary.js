'use strict';

// Primary: fork, settings and the messages of workers, in the primary. take_over.js installs it onto the object that
// require('cluster') returns.

// eslint-disable-next-line no-restricted-syntax -- a later preload may replace fork
const childProcess = require('node:child_process');
const Builtin = require('./builtin');
const Core = require('./core');
const Departures = require('./departures');
const Diagnostics = require('./diagnostics');
const divert = require('./diverted_fork');
const { errnoOf } = require('./errno');
const { badPolicyError, warnBroken, warnBrokenIPC } = require('./errors');
const { guard, isPlain } = require('./guard');
const { apply, objectValues } = require('./intrinsics');
const Listeners = require('./listeners');
const MessageOrder = require('./message_order');
const { send, receiver } = require('./messages');
const PassedSockets = require('./passed_sockets');
const ProcessPolicy = require('./process_policy');
const { merge } = require('./settings');
const { Unhanded } = require('./unhanded');
const WorkerProcesses = require('./worker_processes');

class Primary {
  /** The sockets that come from a predecessor and go to a successor. */
  passed = new PassedSockets(() => this.#core);

  #cluster;
  #warn;
  #builtin;
  #departures;
  #core = null;
  #listeners;
  #diagnostics;
  #unhanded = new Unhanded();
  #processes = new WorkerProcesses(this.#unhanded);
  #ids = 0;
  #policy;
  #childFork = null; // what child_process.fork was when the program asked for cluster
  #fallenBack = false;

  /** The handlers of a worker's IPC messages, by the message's act. */
  static #handlers = {
    __proto__: null,

    online(primary, worker) {
      worker.state = 'online';
      worker.emit('online');
      primary.#cluster.emit('online', worker);
    },

    listening(primary, worker, message) {
      if (!isPlain(message)) return;
      const { addressType, address, port, fd } = message;
      const info = { addressType, address, port, fd };
      worker.state = 'listening';
      worker.emit('listening', info);
      primary.#cluster.emit('listening', worker, info);
    },

    queryServer(primary, worker, message) {
      primary.#queryServer(worker, message);
    },

    /** The worker has closed a server. */
    close(primary, worker, { key }) {
      primary.#listeners.remove(worker, key);
    },

    exitedAfterDisconnect(primary, worker, { seq }) {
      primary.#departures.wanted(worker);
      send(worker.process, { ack: seq });
    },

    /** The worker has called its own disconnect(), and waits for first requests before it closes its servers. */
    leaving(primary, worker) {
      primary.#core?.drainWorker(worker.id);
    },

    /** The core cannot hand connections to the worker. */
    unable(primary, worker, { reason }) {
      primary.#unhanded.setReason(worker.id, reason);
    },
  };

  /**
   * @param {import('node:cluster').Cluster} cluster
   * @param {(reason: string) => void} warn tells the user that Node's own cluster stays
   */
  constructor(cluster, warn) {
    this.#cluster = cluster;
    this.#warn = warn;
    this.#builtin = new Builtin(cluster);
    this.#policy = new ProcessPolicy(cluster);
    const core = () => this.#core;
    this.#listeners = new Listeners(core, this.passed, this.#policy);
    this.#diagnostics = new Diagnostics(cluster, this.#listeners);
    this.#departures = new Departures(
      cluster,
      this.#builtin,
      this.#listeners,
      core,
      this.#diagnostics,
    );
  }

  /**
   * Called when the program first requires cluster: until then, a preload after gocluster's may replace child_process.fork. For a
   * program that imports cluster, called at the first use.
   */
  asked() {
    this.#childFork ??= childProcess.fork;
  }

  /** For gocluster/stats; null if there is no core. @returns {Promise<{stats: import('./stats').Stats, listeners: object[]} | null>} */
  async stats() {
    const stats = await this.#core?.stats();
    return stats ? { stats, listeners: this.#listeners.describe() } : null;
  }

  #setUp(self, options) {
    this.asked();
    const cluster = this.#cluster;
    const policy = this.#policy;
    const isFirst = policy.settle(options);
    const { setupPrimary } = this.#builtin.wrappers;
    if (setupPrimary) return policy.asBuiltin(() => apply(setupPrimary, self, [options]));
    const settings = merge(cluster.settings, options);
    cluster.settings = settings;
    if (isFirst) {
      if (!policy.isKnown) throw badPolicyError(policy.value);
      process.on('internalMessage', (message) => this.#debugWorkers(message));
    }
    process.nextTick(() => cluster.emit('setup', settings));
    return undefined;
  }

  /** SIGUSR1 has opened the primary's inspector: opens those of the workers, too. */
  #debugWorkers(message) {
    if (message.cmd !== 'NODE_DEBUG_ENABLED') return;
    const workers = objectValues(this.#cluster.workers);
    for (let i = 0; i < workers.length; i++) {
      const debug = () => process._debugProcess(workers[i].process.pid);
      if (workers[i].state === 'online' || workers[i].state === 'listening') debug();
      else workers[i].once('online', debug);
    }
  }

  #fork(self, env) {
    // Either the program has kept this function from before the fall-back, or the permission model denies forks: the built-in throws.
    // eslint-disable-next-line n/no-unsupported-features/node-builtins -- where there is no permission model nothing is denied
    if (this.#fallenBack || process.permission?.has('child') === false) {
      return apply(this.#builtin.methods.fork, self, [env]);
    }
    const { reason, shortage } = this.#startCore();
    if (reason !== null) {
      this.#fallenBack = true;
      this.#builtin.restore();
      this.#policy.giveUp();
      this.#warn(reason);
      return apply(this.#builtin.methods.fork, self, [env]);
    }
    const start = (fork, id, variables) =>
      this.#processes.start(fork, id, variables, this.#cluster.settings, this.#core, shortage);
    return this.#builtin.wrappers.fork
      ? this.#forkThroughWrapper(self, env, start)
      : this.#forkOurs(env, start);
  }

  /**
   * Starts the core if the policy uses it and it is not started yet.
   *
   * @returns {{reason: string | null, shortage: number}} reason: why Node's own cluster must be used; shortage: a negative errno
   *   if this process lacks a resource at the moment, else 0
   */
  #startCore() {
    if (this.#core !== null || !this.#policy.usesCore) return { reason: null, shortage: 0 };
    try {
      this.#core = new Core(warnBroken, (errno) => this.#failServers(errno), this.#diagnostics);
      return { reason: null, shortage: 0 };
    } catch (error) {
      const reason = error.unavailable ?? this.#processes.missing(error);
      if (!reason && !error.shortage) throw error;
      return { reason, shortage: error.shortage ?? 0 };
    }
  }

  /** The core is down for good: the servers that listen get an 'error' event. */
  #failServers(errno) {
    const workers = objectValues(this.#cluster.workers);
    for (let i = 0; i < workers.length; i++) {
      if (workers[i].isConnected()) send(workers[i].process, { act: 'failed', errno });
    }
  }

  #forkOurs(env, start) {
    const cluster = this.#cluster;
    cluster.setupPrimary();
    const id = ++this.#ids;
    const worker = new cluster.Worker({ id, process: start(this.#childFork, id, env) });
    this.#watch(worker);
    worker.on('message', function (message, handle) {
      cluster.emit('message', this, message, handle);
    });
    this.#departures.emitEvents(worker);
    this.#receive(worker);
    process.nextTick(() => cluster.emit('fork', worker));
    cluster.workers[id] = worker;
    return worker;
  }

  /** Calls the wrapper, which calls Node's own fork. Its worker becomes one of gocluster's; Node emits the worker's events. */
  #forkThroughWrapper(self, env, start) {
    return divert(
      () => apply(this.#builtin.wrappers.fork, self, [env]),
      start,
      (id) => {
        this.#ids = id;
        const worker = this.#cluster.workers[id];
        this.#watch(worker);
        worker.process.prependOnceListener('exit', (code, signal) => {
          this.#departures.ended(worker, code, signal);
        });
        this.#receive(worker);
      },
    );
  }

  #watch(worker) {
    const { id } = worker;
    const core = this.#core;
    this.#departures.add(worker);
    guard(worker.process, {
      broken: (error) => warnBrokenIPC(id, error),
      closed: () => this.#departures.gone(worker),
    });
    if (core === null) return;
    new MessageOrder(
      worker.process,
      () => core.suspendWorker(id),
      () => core.resumeWorker(id),
    );
  }

  #receive(worker) {
    worker.process.on(
      'internalMessage',
      receiver((message, handle) => {
        // No message has a handle. A handle that arrives nevertheless would never be closed.
        handle?.close?.();
        if (typeof message.act !== 'string') return;
        Primary.#handlers[message.act]?.(this, worker, message);
      }),
    );
  }

  #queryServer(worker, message) {
    if (!this.#departures.mayListen(worker)) return;
    const answer = (reply, handle) => {
      send(worker.process, { ack: message.seq, ...reply }, handle);
    };
    if (!isPlain(message)) {
      answer({ errno: errnoOf('EINVAL') });
      return;
    }
    if (this.#policy.usesCore) this.#unhanded.warnOnce(worker, message);
    this.#listeners.add(worker, message, answer);
  }

  /** Replaces Node's own functions by anonymous ones, as Node's are. */
  install() {
    const cluster = this.#cluster;
    const departures = this.#departures;
    const { prototype } = cluster.Worker;
    const primary = this;
    cluster.setupPrimary = function (options) {
      return primary.#setUp(this, options);
    };
    cluster.setupMaster = cluster.setupPrimary;
    cluster.fork = function (env) {
      return primary.#fork(this, env);
    };
    cluster.disconnect = function (callback) {
      return departures.disconnectAll(this, callback);
    };
    prototype.destroy = function (signal) {
      departures.kill(this, signal);
    };
    prototype.disconnect = function () {
      departures.disconnect(this);
      return this;
    };
    this.#builtin.replaced();
  }
}

module.exports = Primary;
