'use strict';

// A listener and a worker as gocluster/stats describes them; null stands for a value that is not known here. Used by stats.js.

const { loopStats } = require('./loop');

/** What the core says of a listener, with its address. */
function listenerStats(counted, { address, port, path }) {
  const { id, waits, queued, pending, pendingMax, accepted, handedOff, takenBack, refused } =
    counted;
  return {
    id,
    address,
    port,
    path,
    accepted,
    handedOff,
    takenBack,
    refused,
    held: pending,
    heldMax: pendingMax,
    queued: port === null ? null : queued,
    peeking: counted.peeking,
    peekTimeouts: counted.peekTimeouts,
    peekOverflows: counted.peekOverflows,
    peekRejections: counted.peekRejections,
    waits,
  };
}

/** The state of a worker without values from the core, or before it listens, as far as the primary knows it. */
function builtinState(worker) {
  return worker.state === 'listening' ? 'listening' : 'starting';
}

function stateOf(worker, counted) {
  const isLeaving = worker.exitedAfterDisconnect || !worker.isConnected();
  if (isLeaving || counted?.leaving) return 'leaving';
  if (!counted || worker.state !== 'listening') return builtinState(worker);
  return counted.stalled ? 'stalled' : counted.state;
}

/**
 * @param {import('node:cluster').Worker} worker
 * @param {{place: number, restarts: number}} place
 * @param {import('../lib/stats').WorkerStats | undefined} counted by the core
 * @param {ReturnType<typeof import('./process_usage').usageOf>} usage
 */
function workerStats(worker, { place, restarts }, counted, usage) {
  return {
    id: worker.id,
    pid: worker.process.pid ?? null,
    place,
    restarts,
    state: stateOf(worker, counted),
    started: usage?.started ?? null,
    uptime: usage?.uptime ?? null,
    open: counted?.open ?? null,
    taken: counted?.taken ?? null,
    pulled: counted?.pulled ?? null,
    unread: counted?.depth ?? null,
    handedOff: counted?.handedOff ?? null,
    takenBack: counted?.takenBack ?? null,
    refused: counted?.refused ?? null,
    stalls: counted?.stalls ?? null,
    loop: counted ? loopStats(worker, counted, usage?.uptime ?? null) : null,
    heap: counted?.heap ?? null,
    rss: usage?.rss ?? null,
    cpu: usage?.cpu ?? null,
  };
}

module.exports = { listenerStats, workerStats };
