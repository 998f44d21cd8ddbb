'use strict';

// A preload for a supervisor under test: of its timers those of READY_TIMEOUT go off when it gets SIGURG, and not before. So a worker
// is late when a test says so, however slow the machine is.

const READY_TIMEOUT = 54_321;

if (module.parent?.id === 'internal/preload') {
  const timers = require('node:timers');
  const { setTimeout } = timers;
  const late = [];
  globalThis.setTimeout = timers.setTimeout = (callback, ms, ...args) => {
    if (ms !== READY_TIMEOUT) return setTimeout(callback, ms, ...args);
    late.push(callback);
    return setTimeout(() => {}, 2 ** 31 - 1);
  };
  process.on('SIGURG', () => late.splice(0).forEach((callback) => callback()));
}

module.exports = { READY_TIMEOUT, CLOCK: { NODE_OPTIONS: `-r ${__filename}` } };
