'use strict';

// The verbs of a control socket that work for any program with a primary. Used by program_control.js and by the supervisor's
// control_verbs.js.

const { performance } = require('node:perf_hooks');
const { setTimeout: wait } = require('node:timers/promises');
const { rangeError, typeError } = require('./errors');
const { stats } = require('./stats');

/** How long an answer is reused, in milliseconds: however many clients ask, statistics are collected at most about ten times a second. */
const FRESH = 90;
const SHORTEST_INTERVAL = 100;
const LONGEST_INTERVAL = 3_600_000;

let last = null; // the promise of the last answer
let asked = 0;

function recent(extend) {
  const now = performance.now();
  if (last === null || now - asked >= FRESH) {
    asked = now;
    last = stats().then(extend);
  }
  return last;
}

function intervalOf({ interval = 1000 }) {
  if (typeof interval !== 'number') throw typeError('interval', 'of type number', interval);
  if (!(interval >= SHORTEST_INTERVAL && interval <= LONGEST_INTERVAL))
    throw rangeError('interval', `>= ${SHORTEST_INTERVAL} && <= ${LONGEST_INTERVAL}`, interval);
  return interval;
}

const ticks = new Map(); // by interval, to the promise of the answer at its end

/** Uses one timer for all clients that watch at the same interval. It does not keep the process alive. */
function tick(interval, extend) {
  if (!ticks.has(interval)) {
    const next = wait(interval, undefined, { ref: false }).then(() => {
      ticks.delete(interval);
      return recent(extend);
    });
    ticks.set(interval, next);
  }
  return ticks.get(interval);
}

async function* watching(interval, extend) {
  yield await recent(extend);
  for (;;) yield await tick(interval, extend);
}

/**
 * @param {(stats: import('./stats').Stats) => object} extend adds to the statistics what else the program reports
 * @returns {Record<string, (request: object) => any>}
 */
function observing(extend) {
  return {
    stats: () => recent(extend),
    watch: (request) => watching(intervalOf(request), extend),
  };
}

module.exports = { observing };
