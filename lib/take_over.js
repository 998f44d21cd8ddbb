'use strict';

// Takes over the object that require('cluster') returns, once, whichever module asks for it first. Used by cluster.js, and by the
// preloads, which run before the program has asked for cluster.

// Loaded first: it keeps the built-ins that the program may replace later.
const { symbolFor, defineProperty, nextTick, objectKeys } = require('./intrinsics');
const { debuglog, deprecate } = require('node:util');
const { isNode, unsupported } = require('./runtime');

/**
 * The property of the class Worker that holds the take-over of its cluster. All copies of the package and all realms share it: Jest
 * gives each file a global object and modules of its own, but the same cluster.
 */
const TAKE_OVER = symbolFor('gocluster.takeOver');

/** The key of worker_threads' environment data that tells other copies and threads of this process that the warning was given. */
const WARNED = 'gocluster.warned';

/** Warns once in a process, and not in its workers, which have the same reason. */
function warn(reason) {
  if (process.env.NODE_UNIQUE_ID !== undefined || isWorker()) return;
  const { isMainThread, getEnvironmentData, setEnvironmentData } = require('node:worker_threads');
  if (!isMainThread || getEnvironmentData(WARNED)) return;
  setEnvironmentData(WARNED, true);
  process.emitWarning(`gocluster does not run here (${reason}): Node's own cluster is used.`, {
    code: 'GOCLUSTER_FALLBACK',
  });
}

/** A process without an IPC channel is no worker, and cluster must not be loaded in it before the program loads it. */
function isWorker() {
  return process.channel != null && require('node:cluster').isWorker;
}

const SUICIDE = 'worker.suicide is deprecated. Please use worker.exitedAfterDisconnect instead.';

/**
 * Gives workers `suicide`, which is documented as an alias of exitedAfterDisconnect.
 *
 * @param {typeof import('node:cluster').Worker} Worker
 */
function defineSuicide(Worker) {
  defineProperty(Worker.prototype, 'suicide', {
    __proto__: null,
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

function takeOverPrimary(cluster) {
  require('./inherited_preload')();
  if (objectKeys(cluster.workers).length > 0) throw require('./errors').lateError();
  const Primary = require('./primary');
  const primary = new Primary(cluster, warn);
  primary.install();
  defineSuicide(cluster.Worker);
  // Only in the primary: a worker's named imports do not change, and node:module would load 50 KB of loaders there.
  require('node:module').syncBuiltinESMExports();
  const asked = () => primary.asked();
  require('./first_ask')(asked);
  // Only here does lib/ load the layer above it: if the environment asks for that, and after everything else is loaded.
  const { GOCLUSTER_CONTROL } = process.env;
  if (GOCLUSTER_CONTROL) nextTick(() => require('../observe/program_control')(GOCLUSTER_CONTROL));
  return { asked, stats: () => primary.stats(), passed: primary.passed };
}

/**
 * If gocluster does not run here, the built-in is not even loaded: it would keep child_process.fork as it is now, instead of as it is
 * when the program requires cluster.
 *
 * @returns {{asked: () => void, aside?: boolean, stats?: () => Promise<object | null>, passed?: import('./passed_sockets')}} asked:
 *   called when the program asks for cluster; aside: this is a worker of somebody else's cluster, such as PM2's, and stays as
 *   it is; stats, passed: Primary's
 */
function takeOver() {
  let taken = { asked() {} };
  const reason = unsupported();
  if (reason) {
    require('./inherited_preload')();
    warn(reason);
    if (isNode()) {
      taken.asked = require('./builtin_policy');
      require('./first_ask')(taken.asked);
    }
    return taken;
  }
  // eslint-disable-next-line no-restricted-syntax -- the object that is taken over
  const cluster = require('node:cluster');
  const { isPrimary, Worker, worker } = cluster;
  if (Worker[TAKE_OVER]) return Worker[TAKE_OVER];
  const mark = require('./environment').unmark();
  if (isPrimary) {
    taken = takeOverPrimary(cluster);
  } else if (mark !== null && worker) {
    const Child = require('./child');
    const child = new Child(worker, mark.channel);
    child.install(cluster);
    taken.isListening = (server) => child.isListening(server);
    defineSuicide(Worker);
  } else {
    taken.aside = true;
    debuglog('gocluster')("this is a worker of somebody else's cluster: it stays as it is");
  }
  defineProperty(Worker, TAKE_OVER, { __proto__: null, value: taken });
  return taken;
}

module.exports = takeOver();
