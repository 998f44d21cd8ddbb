'use strict';

// Finds workers whose event loop is blocked: each ready worker is pinged periodically, and must answer. Used by recycle.js and
// availability.js.

/** How many times a worker is asked within the time after which it counts as stuck. */
const QUESTIONS = 4;

/**
 * Missed questions are counted, not the time: if the supervisor was stopped, or the machine asleep, each worker is asked again before
 * it counts as stuck.
 *
 * @param {import('./supervisor')} supervisor
 * @param {number} stuckAfter milliseconds
 * @param {(worker: object) => void} onStuck called once per worker, and again if it has answered in between
 * @returns {(worker: object) => boolean} whether a worker is stuck, and has not answered yet
 */
function watchHeart(supervisor, stuckAfter, onStuck) {
  const missed = new WeakMap(); // worker -> questions in a row that it has not answered
  supervisor.on('notice', (worker, { act }) => {
    if (act === 'pong') missed.set(worker, 0);
  });
  const isStuck = (worker) => missed.get(worker) > QUESTIONS;
  const ask = () => {
    for (const worker of supervisor.workers()) {
      if (worker.state !== 'ready') continue;
      const count = missed.get(worker) ?? 0;
      if (count === QUESTIONS + 1) onStuck(worker);
      missed.set(worker, count + 1);
      if (count === 0) worker.send({ act: 'ping' }); // one unanswered ping is enough: more would pile up
    }
  };
  const timer = setInterval(ask, stuckAfter / QUESTIONS).unref();
  supervisor.once('ended', () => clearInterval(timer));
  return isStuck;
}

module.exports = { watchHeart };
