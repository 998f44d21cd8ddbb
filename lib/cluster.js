'use strict';

// require('gocluster'): takes over the object that require('cluster') returns, once per thread, and returns it.

const cluster = require('node:cluster');
const { deprecate } = require('node:util');
const environment = require('./environment');

/** Marks a thread in which some copy of the package has done this. */
const TAKEN_OVER = Symbol.for('gocluster.takenOver');

/** One warning a process: workers inherit the reason, not the message. */
function warn(reason) {
  if (process.env.NODE_UNIQUE_ID !== undefined || cluster.isWorker) return;
  process.emitWarning(`gocluster does not run here (${reason}): Node's own cluster is used.`, {
    code: 'GOCLUSTER_FALLBACK',
  });
}

const SUICIDE = 'worker.suicide is deprecated. Please use worker.exitedAfterDisconnect instead.';

/**
 * Gives workers `suicide`, which the documentation has as an alias of exitedAfterDisconnect.
 *
 * @param {typeof import('node:cluster').Worker} Worker
 */
function defineSuicide(Worker) {
  Object.defineProperty(Worker.prototype, 'suicide', {
    configurable: true,
    enumerable: false,
    get: deprecate(
      function () {
        return this.exitedAfterDisconnect;
      },
      SUICIDE,
      'DEP0007',
    ),
    set: deprecate(
      function (value) {
        this.exitedAfterDisconnect = value;
      },
      SUICIDE,
      'DEP0007',
    ),
  });
}

function takeOver() {
  const mark = environment.unmark();
  if (cluster.isPrimary) {
    takeOverPrimary();
  } else if (mark !== null && cluster.worker) {
    require('./child').install(cluster, mark.channel);
    defineSuicide(cluster.Worker);
  }
  // Otherwise this is a worker of somebody else's cluster, such as PM2's: it stays as it is.
}

function takeOverPrimary() {
  const reason = require('./native').unsupported();
  if (reason) {
    warn(reason);
    return;
  }
  if (Object.keys(cluster.workers).length > 0) throw require('./errors').lateError();
  require('./primary').install(cluster, warn);
  defineSuicide(cluster.Worker);
  // A worker's named imports stay as they are. And it needs no node:module, which brings 50 KB of loaders along.
  require('node:module').syncBuiltinESMExports();
}

if (!globalThis[TAKEN_OVER]) {
  Object.defineProperty(globalThis, TAKEN_OVER, { value: true });
  takeOver();
}

module.exports = cluster;
