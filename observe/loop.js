'use strict';

// Loop: for how long a worker's event loop has been busy with what it is at. The worker cannot say that while it is; the kernel says
// where it waits. Used by stats.js.

const fs = require('node:fs');
const { performance } = require('node:perf_hooks');

/** The system calls by which a loop waits: epoll_wait, epoll_pwait, epoll_pwait2. */
const WAITS = { x64: [232, 281, 441], arm64: [22, 441] }[process.arch] ?? [];

/** @returns {boolean | null} whether the process waits on its descriptor; null where the kernel does not tell */
function waits(pid, descriptor) {
  try {
    const [call, on] = fs.readFileSync(`/proc/${pid}/syscall`, 'latin1').split(' ', 2);
    return WAITS.includes(Number(call)) && Number(on) === descriptor;
  } catch {
    return null;
  }
}

const seen = new WeakMap(); // by worker, to when it was seen waiting last

/**
 * @param {import('node:cluster').Worker} worker
 * @param {import('../lib/stats').WorkerStats} counted by the core
 * @param {number | null} uptime milliseconds
 * @returns {object | null} as stats.d.ts has it; null of a worker that does not tell
 */
function loopStats(worker, { turns, turnedAgo, busy, longest, waitsOn }, uptime) {
  if (turns === null) return null;
  const now = performance.now();
  const isWaiting = waits(worker.process.pid, waitsOn);
  if (isWaiting !== false) seen.set(worker, now);
  // What it is at began no earlier than its last turn, and than when it was seen waiting.
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
