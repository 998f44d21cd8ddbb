'use strict';

// Stats: what the core has counted, as an object. Used by core.js.

const { COUNTERS, OP, RECORD, STATES, WAIT_BOUNDS } = require('./wire');
const { statsError } = require('./errors');
const { Map, Promise, arrayIncludes, arraySlice } = require('./intrinsics');

/** Microseconds in a millisecond. */
const MILLISECOND = 1000;
/** Stands for no listener, or for no worker, in a request. */
const NONE = 0;

/**
 * @typedef {object} Stats counted since the first core of this thread was started: what a failed core had counted, as of the last time
 *   that somebody asked for it, is included in the numbers of the next core
 * @property {number} restarts how often a core has taken the place of one that had failed
 * @property {{accepted: number, handedOff: number, takenBack: number, refused: number, taken: number, pulled: number,
 *   stalls: number}} total the sums over all listeners and workers that have existed, also those that are gone
 * @property {{iterations: number, fdShortages: number, lostWakes: number, backingOff: number, clusters: number,
 *   sessions: number}} core iterations: of its loop; fdShortages: how often there was no descriptor for a connection; lostWakes: how
 *   often a worker did not report that it had become idle, so that a timer had to correct it, which should never happen; backingOff:
 *   how many listeners wait for a descriptor now
 * @property {ListenerStats[]} listeners
 * @property {WorkerStats[]} workers
 *
 * @typedef {object} ListenerStats
 * @property {number} cluster
 * @property {number} id its number in the core
 * @property {number} accepted
 * @property {number} handedOff more than accepted if some were taken back or refused
 * @property {number} takenBack from a worker that had not read them yet
 * @property {number} refused by a worker that had read them
 * @property {number} pending accepted, and waiting for a worker
 * @property {number} pendingMax
 * @property {number} queued in the kernel's queue; 0 for a Unix socket, for which the kernel does not tell
 * @property {number} peeking accepted, and waiting for their first bytes
 * @property {number} peekTimeouts how many waited for their first bytes for too long
 * @property {number} peekOverflows how many had to stop waiting because too many waited: each time the one that had waited longest
 * @property {number} peekRejections how many were ended because they did not begin with the required PROXY header
 * @property {{bounds: number[], counts: number[], total: number}} waits how long they waited from accept to the first
 *   hand-off, in milliseconds; the last count is of those above the last bound
 *
 * @typedef {object} WorkerStats
 * @property {number} cluster
 * @property {number} id as in cluster.workers
 * @property {'gone' | 'suspended' | 'busy' | 'idle'} state
 * @property {boolean} leaving whether it is being drained
 * @property {boolean} stalled it has read nothing for too long
 * @property {number} depth how many connections it has not read
 * @property {number | null} open how many it has open, also those of a server that it has closed. This one and the next six are
 *   null of a worker that does not tell, which has Node's own half; one that is blocked is known as of its last turn
 * @property {number | null} heap of its JavaScript, in use, in bytes, about a second ago, or before the last turn
 * @property {number | null} turns how many turns of its event loop have begun
 * @property {number | null} busyFor how long its event loop has been busy with the last of them, at least, in milliseconds. Only of
 *   one that does not wait
 * @property {number | null} busy how long its event loop was busy, in all turns that have ended, in milliseconds
 * @property {number | null} longest the longest of these
 * @property {number | null} waitsOn the descriptor on which its loop waits
 * @property {number} taken connections that it has taken, in all
 * @property {number} pulled how many of them it has taken from the listening sockets itself
 * @property {number} handedOff
 * @property {number} takenBack
 * @property {number} refused
 * @property {number} stalls how often it read nothing for too long
 */

/** What a worker tells of itself. */
const TOLD = ['open', 'heap', 'busyFor', 'turns', 'busy', 'longest', 'waitsOn'];

/** The first values of a record, by name. */
function named(names, { values }, into) {
  for (let i = 0; i < names.length; i++) into[names[i]] = values[i];
  return into;
}

function listenerStats(record) {
  const names = COUNTERS.listener;
  const { waitTotal, ...stats } = named(names, record, { cluster: record.cluster, id: record.id });
  stats.waits = {
    bounds: arraySlice(WAIT_BOUNDS),
    counts: arraySlice(record.values, names.length),
    total: waitTotal / MILLISECOND,
  };
  return stats;
}

function workerStats(record) {
  const stats = named(COUNTERS.worker, record, { cluster: record.cluster, id: record.id });
  stats.state = STATES[stats.state];
  stats.leaving = stats.leaving === 1;
  stats.stalled = stats.stalled === 1;
  stats.busy /= MILLISECOND;
  stats.longest /= MILLISECOND;
  if (stats.turns > 0) return stats;
  for (let i = 0; i < TOLD.length; i++) stats[TOLD[i]] = null;
  return stats;
}

function toStats(records, restarts) {
  const stats = { restarts, core: {}, total: {}, listeners: [], workers: [] };
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    switch (record.kind) {
      case RECORD.core:
        named(COUNTERS.core, record, stats.core);
        break;
      case RECORD.listener:
        stats.listeners[stats.listeners.length] = listenerStats(record);
        break;
      case RECORD.worker:
        stats.workers[stats.workers.length] = workerStats(record);
        break;
      case RECORD.total:
        named(COUNTERS.total, record, stats.total);
    }
  }
  return stats;
}

/** What is no count, but so at the moment, or is counted by the worker itself: a new core begins with its own. */
const NOW = {
  core: ['backingOff', 'clusters', 'sessions'],
  listener: ['pending', 'pendingMax', 'queued', 'peeking'],
  worker: [
    'state',
    'leaving',
    'stalled',
    'depth',
    'open',
    'heap',
    'turns',
    'busyFor',
    'busy',
    'longest',
    'waitsOn',
  ],
  total: [],
};
const KINDS = ['core', 'listener', 'worker', 'total'];

function isCounted(kind, index) {
  const name = KINDS[kind - 1];
  return !arrayIncludes(NOW[name], COUNTERS[name][index]);
}

class Stats {
  #answer = null; // the promise of the request under way
  #records = []; // its records so far
  #last = new Map(); // the last record of each thing, by kind and number
  #before = new Map(); // the same as it was when the last core failed
  #restarts = 0;

  /**
   * A call during another one gets the same answer.
   *
   * @param {import('./control_channel')} channel
   * @returns {Promise<Stats>} rejected with EPIPE if the core is gone
   */
  ask(channel) {
    this.#answer ??= new Promise((resolve, reject) => {
      const callback = (errno) => {
        const records = this.#records;
        this.#answer = null;
        this.#records = [];
        if (errno === 0) resolve(this.#toStats(records));
        else reject(statsError(errno));
      };
      channel.request(OP.stats, NONE, NONE, () => [], callback);
    });
    return this.#answer;
  }

  /** A record has arrived. @param {import('./wire').StatsRecord} record */
  add(record) {
    this.#records[this.#records.length] = record;
  }

  /** There is another core, which counts from 0. */
  restarted() {
    this.#restarts++;
    this.#before = this.#last;
  }

  #toStats(records) {
    const last = new Map();
    for (let i = 0; i < records.length; i++) {
      const record = records[i];
      const { kind, id, values } = record;
      const key = `${kind} ${id}`;
      const before = this.#before.get(key);
      for (let at = 0; before && at < values.length; at++) {
        if (isCounted(kind, at)) values[at] += before.values[at];
      }
      last.set(key, record);
    }
    this.#last = last;
    return toStats(records, this.#restarts);
  }
}

module.exports = Stats;
