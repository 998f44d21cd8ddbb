'use strict';

// require('gocluster/stats'): what the core counts, what the workers' pages contain, and what the kernel reports about the processes, in
// one object. docs/statistics.md describes it, stats.d.ts has its types. Also used by metrics.js and by the control socket.

const { performance } = require('node:perf_hooks');
const { setTimeout, clearTimeout } = require('node:timers');
const { setImmediate: turn, setTimeout: wait } = require('node:timers/promises');
const { getHeapStatistics } = require('node:v8');
const cluster = require('../lib/cluster');
const native = require('../lib/native');
const taken = require('../lib/take_over');
const { version } = require('../package.json');
const { listenerStats, workerStats } = require('./described');
const { notPrimaryError, rangeError, typeError } = require('./errors');
const Places = require('./places');
const { STARTED, usageOf } = require('./process_usage');

/** The shortest interval, and the default, in milliseconds. */
const INTERVAL_MIN = 10;
const INTERVAL = 1000;

const places = cluster.isPrimary ? new Places(cluster) : null;

function freeze(object) {
  for (const value of Object.values(object)) {
    if (typeof value === 'object' && value !== null) freeze(value);
  }
  return Object.freeze(object);
}

/** Longer than the core takes for any answer, in milliseconds. */
const HOLD_MS = 60_000;

/** Of a core that is down for good. */
const NOTHING = { stats: null, listeners: null };

/**
 * Null under Node's own cluster. A core that fails while it is asked has a successor as a rule, once this process has heard of its end. The
 * channel to it does not keep the process; who awaits does.
 */
async function askCore() {
  if (!taken.stats) return null;
  const hold = setTimeout(() => {}, HOLD_MS);
  try {
    return await taken.stats().catch(() => turn().then(taken.stats));
  } catch {
    return NOTHING;
  } finally {
    clearTimeout(hold);
  }
}

function primaryStats() {
  const { used_heap_size: used, total_heap_size: total } = getHeapStatistics();
  const { user, system } = process.cpuUsage();
  return {
    pid: process.pid,
    node: process.version,
    gocluster: version,
    started: STARTED,
    uptime: Math.round(process.uptime() * 1000),
    rss: process.memoryUsage.rss(),
    heap: { used, total },
    cpu: { user: Math.round(user / 1000), system: Math.round(system / 1000) },
    loop: { utilization: performance.eventLoopUtilization().utilization },
  };
}

/** Where the core is a process of its own, that is no part of the primary. */
function coreStats({ core, total, restarts }) {
  const pid = native.load().corePid() || null;
  const usage = pid === null ? null : usageOf(pid);
  return { pid, rss: usage?.rss ?? null, cpu: usage?.cpu ?? null, restarts, ...core, ...total };
}

/** One that is known to one side only has come, or gone, while the core was asked. */
function listenersOf(stats, addresses) {
  const counted = new Map(stats.listeners.map((each) => [each.id, each]));
  return addresses
    .filter(({ id }) => counted.has(id))
    .map((each) => listenerStats(counted.get(each.id), each));
}

/** The policy's name, as in NODE_CLUSTER_SCHED_POLICY. */
function policyName() {
  const { schedulingPolicy, SCHED_NONE, SCHED_RR } = cluster;
  return { [SCHED_NONE]: 'none', [SCHED_RR]: 'rr' }[schedulingPolicy] ?? schedulingPolicy;
}

async function collect() {
  const found = await askCore();
  const { stats: core, listeners } = found ?? NOTHING;
  const counted = new Map(core?.workers.map((worker) => [worker.id, worker]));
  const workers = places.list(cluster).map(({ worker, place, restarts }) => {
    const usage = usageOf(worker.process.pid);
    return workerStats(worker, { place, restarts }, counted.get(worker.id), usage);
  });
  return freeze({
    time: Date.now(), // eslint-disable-line no-restricted-properties -- the time of day is what is wanted
    scheduler: found ? 'gocluster' : 'builtin',
    policy: policyName(),
    primary: primaryStats(),
    core: core && coreStats(core),
    listeners: core && listenersOf(core, listeners),
    workers,
    forks: places.forks,
    exits: { ...places.exits },
  });
}

let answer = null;

/**
 * Returns the current figures. No worker is asked, so a blocked one does not delay them. A call during another one gets the same
 * answer.
 *
 * @returns {Promise<import('./stats').Stats>} frozen
 * @throws ERR_CLUSTER_NOT_PRIMARY, as a rejection
 */
async function stats() {
  if (places === null) throw notPrimaryError('stats()');
  answer ??= collect().finally(() => (answer = null));
  return answer;
}

/**
 * @param {{interval?: number, signal?: AbortSignal}} [options] interval: milliseconds, at least 10; default: 1000
 * @returns {AsyncGenerator<import('./stats').Stats>} one at once, then one per interval, until the loop is left or the signal is aborted
 * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
function watch(options = {}) {
  if (typeof options !== 'object' || options === null)
    throw typeError('options', 'of type object', options);
  const { interval = INTERVAL, signal } = options;
  if (typeof interval !== 'number') throw typeError('options.interval', 'of type number', interval);
  if (!(interval >= INTERVAL_MIN && interval < 2 ** 31))
    throw rangeError('options.interval', `>= ${INTERVAL_MIN} && < 2 ** 31`, interval);
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw typeError('options.signal', 'an instance of AbortSignal', signal);
  return samples(interval, signal);
}

async function* samples(interval, signal) {
  let next = performance.now();
  while (!signal?.aborted) {
    yield await stats();
    const now = performance.now();
    next = Math.max(next + interval, now);
    try {
      await wait(next - now, undefined, { signal });
    } catch {
      return; // aborted
    }
  }
}

module.exports = { stats, watch };
