'use strict';

// Loop: how long a worker's event loop has been busy with its current iteration. A busy worker cannot report that itself, but the kernel
// reports in which system call it waits. Used by described.js.

const fs = require('node:fs');
const { performance } = require('node:perf_hooks');

/** The numbers of the system calls in which an event loop waits: epoll_wait, epoll_pwait, epoll_pwait2. */
const WAITS = { x64: [232, 281, 441], arm64: [22, 441] }[process.arch] ?? [];

/** @returns {boolean | null} whether the process waits on the descriptor of its event loop; null if the kernel does not tell */
function waits(pid, descriptor) {
  try {
    const [call, on] = fs.readFileSync(`/proc/${pid}/syscall`, 'latin1').split(' ', 2);
    return WAITS.includes(Number(call)) && Number(on) === descriptor;
  } catch {
    return null;
  }
}

const seen = new WeakMap(); // by worker, to when it was last seen waiting

/**
 * @param {import('node:cluster').Worker} worker
 * @param {import('../lib/stats').WorkerStats} counted by the core
 * @param {number | null} uptime of the worker, in milliseconds
 * @returns {object | null} LoopStats of stats.d.ts; null for a worker that does not report its iterations
 */
function loopStats(worker, { turns, turnedAgo, busy, longest, waitsOn }, uptime) {
  if (turns === null) return null;
  const now = performance.now();
  const isWaiting = waits(worker.process.pid, waitsOn);
  if (isWaiting !== false) seen.set(worker, now);
  // The current iteration began no earlier than the last reported one, and not before the worker was last seen waiting.
  const since = Math.max(now - turnedAgo, seen.get(worker) ?? 0);
  const lag = isWaiting === null ? null : isWaiting ? 0 : Math.max(0, now - since);
  const whole = busy + (lag ?? 0);
  return {
    turns,
    lag,
    lagMax: Math.max(longest, lag ?? 0),
    busy: whole,
    utilization: uptime > 0 ? Math.min(1, whole / uptime) : 0,
  };
}

module.exports = { loopStats };
