'use strict';

// What a control socket tells of any program with a primary. Used by program_control.js and by the supervisor's control_verbs.js.

const { performance } = require('node:perf_hooks');
const { setTimeout: wait } = require('node:timers/promises');
const { rangeError, typeError } = require('./errors');
const { stats } = require('./stats');

/** Milliseconds for which an answer is used again: however many clients ask, the figures are collected at most ten times a second. */
const FRESH = 90;
const SHORTEST_INTERVAL = 100;
const LONGEST_INTERVAL = 3_600_000;

let last = null; // the last answer, or what will be it
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

const ticks = new Map(); // by interval, to the answer at its end

/** One timer for all who watch at an interval, which does not keep the process. */
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
 * @param {(stats: import('./stats').Stats) => object} extend adds what else is known
 * @returns {Record<string, (request: object) => any>}
 */
function observing(extend) {
  return {
    stats: () => recent(extend),
    watch: (request) => watching(intervalOf(request), extend),
  };
}

module.exports = { observing };
