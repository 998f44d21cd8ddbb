'use strict';

// Places: by which number a sticky policy knows a worker. A worker that replaces another one has the same number, and so gets its
// clients. Used by restored_workers.js, and by the supervisor, whose slots have numbers of their own.

const { WeakMap } = require('./intrinsics');

const assigned = new WeakMap(); // by worker

/**
 * Says which place a worker has, before it listens. While one worker replaces another both may have it: the older one counts until it
 * leaves.
 *
 * @param {import('node:cluster').Worker} worker
 * @param {number} place from 0
 */
function assign(worker, place) {
  assigned.set(worker, place);
}

/** @returns {number | undefined} the place that was assigned to the worker */
function assignedTo(worker) {
  return assigned.get(worker);
}

/**
 * @param {import('node:cluster').Worker} worker
 * @param {number | null} last the place that it had before
 * @param {import('./intrinsics').Set<number>} taken the places of all other workers that listen
 * @returns {number} the one that was assigned; else its last one if that is free; else the lowest that is
 */
function placeOf(worker, last, taken) {
  const place = assigned.get(worker);
  if (place !== undefined) return place;
  if (last !== null && !taken.has(last)) return last;
  let lowest = 0;
  while (taken.has(lowest)) lowest++;
  return lowest;
}

module.exports = { assign, assignedTo, placeOf };
