'use strict';

// A worker's heartbeat: its event loop counts, and a thread of its own, which sleeps, looks whether it still does. When the loop
// stands still the thread has the program's thread write a diagnostic report (worker_watchdog.js). Used by worker_preload.js.

const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** How often the loop counts within the time after which it is stuck. */
const BEATS = 8;

/** @param {number} stuckAfter milliseconds */
function beat(stuckAfter) {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const watchdog = new Worker(path.join(__dirname, 'worker_watchdog.js'), {
    workerData: { beats, stuckAfter, interval: Math.ceil(stuckAfter / BEATS) },
    execArgv: [],
    env: {},
  });
  watchdog.on('error', () => {}); // no descriptors, no memory: it is replaced without a report
  watchdog.unref();
  setInterval(() => Atomics.add(beats, 0, 1), stuckAfter / BEATS).unref();
}

module.exports = beat;
