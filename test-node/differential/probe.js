'use strict';

// What a scenario's program reports with. Every process of the run appends JSON lines to one file:
// synchronously, so that nothing is lost when the process dies in the next statement.

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { describe } = require('./describe.js');
const { ask, open, freePort } = require('./client.js');
const { gocluster } = require('./side.js');

/**
 * @param {string} folder where this run's report is kept
 * @returns what a program gets as its only argument
 */
module.exports = function probe(folder) {
  const file = path.join(folder, 'report.jsonl');
  let role = null;

  // Asked late: a program may set the environment before it loads cluster for the first time.
  function ownStream() {
    if (role === null) {
      const cluster = require('node:cluster');
      role = cluster.isWorker ? `worker ${cluster.worker?.id}` : 'primary';
    }
    return role;
  }

  function write(stream, name, args) {
    fs.appendFileSync(
      file,
      `${JSON.stringify({ stream, name, args: args.map((arg) => describe(arg)) })}\n`,
    );
  }

  /** Reports one line in this process's own stream. */
  function say(name, ...args) {
    write(ownStream(), name, args);
  }

  /** A `say` for a stream of its own: what is not ordered against the rest of this process. */
  function to(stream) {
    return (name, ...args) => write(stream, name, args);
  }

  /** Reports every emission of these events with all its arguments. */
  function watch(emitter, label, events, report = say) {
    for (const event of events) {
      emitter.on(event, (...args) => report(`${label}:${event}`, ...args));
    }
  }

  /** Reports the cluster's events, each worker's in a stream of its own. */
  function watchCluster(cluster, events = CLUSTER_EVENTS) {
    for (const event of events) {
      cluster.on(event, (worker, ...args) => {
        write(`primary about worker ${worker.id}`, `cluster:${event}`, [worker, ...args]);
      });
    }
  }

  /** Reports what a call returns or throws. */
  function attempt(name, call, report = say) {
    try {
      report(name, call());
    } catch (error) {
      report(`${name} throws`, error);
    }
  }

  return {
    say,
    to,
    watch,
    watchCluster,
    attempt,
    ask,
    open,
    freePort,
    folder,
    /**
     * Whether the program is on gocluster: to wait there for what happens there only. That it does not happen on the
     * built-in is shown by something later that does.
     */
    onGocluster: process.execArgv.includes(gocluster.preload),
    /** Names this process's stream: for children that are not workers. */
    as(name) {
      role = name;
    },
    /** Blocks this thread, as a long computation would. */
    block(milliseconds) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    },
    /** Settles when `count` workers listen; the value is the address of the last one. */
    listening(cluster, count = 1) {
      return new Promise((resolve) => {
        cluster.on('listening', (worker, address) => {
          if (--count === 0) resolve(address);
        });
      });
    },
    /** The first arguments of an event, as events.once() but without its own 'error' listener. */
    once(emitter, event) {
      return new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
    },
    /** Settles when the condition holds; asked every few milliseconds, the run's deadline ends it. */
    until(condition) {
      return new Promise((resolve) => {
        const timer = setInterval(() => {
          if (!condition()) return;
          clearInterval(timer);
          resolve();
        }, 5);
      });
    },
    /** A server on a port of its own, outside of cluster: the test's own instrument. */
    stranger() {
      return new Promise((resolve) => {
        const server = net.createServer();
        server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => resolve(server));
      });
    },
  };
};

const CLUSTER_EVENTS = ['fork', 'online', 'listening', 'message', 'disconnect', 'exit'];
