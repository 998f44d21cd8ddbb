'use strict';

// Loop: how long a worker's event loop has been busy with its current iteration. A busy worker cannot report that itself, but the kernel
// reports in which system call it waits. Used by described.js.

const { performance } = require('node:perf_hooks');
const { readProc } = require('./process_usage');

/** The numbers of the system calls in which an event loop waits: epoll_wait, epoll_pwait, epoll_pwait2. */
const WAITS = { x64: [232, 281, 441], arm64: [22, 441] }[process.arch] ?? [];

/** @returns {boolean | null} whether the process waits on the descriptor of its event loop; null if the kernel does not tell */
function waits(pid, descriptor) {
  const line = readProc(`/proc/${pid}/syscall`);
  if (line === null) return null;
  const [call, on] = line.split(' ', 2);
  return WAITS.includes(Number(call)) && Number(on) === descriptor;
}

const busyTurns = new WeakMap(); // by worker, to {turns, since}: the turn in which it was seen busy last, and since when

/**
 * The end of a turn's wait is not known where it has no deadline: then the time counts from when the turn was first seen busy. A turn
 * waits once, at its beginning, so none of that time was spent waiting.
 */
function lagOf(worker, turns, busyFor) {
  const now = performance.now();
  const known = busyTurns.get(worker);
  const since = known?.turns === turns ? known.since : now;
  busyTurns.set(worker, { turns, since });
  return Math.max(busyFor, now - since);
}

/**
 * @param {import('node:cluster').Worker} worker
 * @param {import('../lib/stats').WorkerStats} counted by the core
 * @param {number | null} uptime of the worker, in milliseconds
 * @returns {object | null} LoopStats of stats.d.ts; null for a worker that does not report its iterations
 */
function loopStats(worker, { turns, busyFor, busy, longest, waitsOn }, uptime) {
  if (turns === null) return null;
  const isWaiting = waits(worker.process.pid, waitsOn);
  if (isWaiting !== false) busyTurns.delete(worker);
  const lag = isWaiting === null ? null : isWaiting ? 0 : lagOf(worker, turns, busyFor);
  return {
    turns,
    lag,
    lagMax: Math.max(longest, lag ?? 0),
    busy,
    utilization: uptime > 0 ? Math.min(1, (busy + (lag ?? 0)) / uptime) : 0,
  };
}

module.exports = { loopStats };
