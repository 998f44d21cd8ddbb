'use strict';

// A worker's heartbeat: its event loop increments a counter, and a separate thread, which mostly sleeps, checks the counter. If the loop
// is blocked, that thread makes the program's thread write a diagnostic report (worker_watchdog.js). Used by worker_preload.js.

const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** How many times the loop counts within the time after which it is stuck. */
const BEATS = 8;

/** @param {number} stuckAfter milliseconds */
function beat(stuckAfter) {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const watchdog = new Worker(path.join(__dirname, 'worker_watchdog.js'), {
    workerData: { beats, stuckAfter, interval: Math.ceil(stuckAfter / BEATS) },
    execArgv: [],
    env: {},
  });
  watchdog.on('error', () => {}); // no descriptors or no memory: the worker is replaced without a report
  watchdog.unref();
  setInterval(() => Atomics.add(beats, 0, 1), stuckAfter / BEATS).unref();
}

module.exports = beat;
