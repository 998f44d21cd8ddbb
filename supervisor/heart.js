'use strict';

// Finds workers whose event loop stands still: each ready one is asked now and then, and must answer. Used by recycle.js.

/** How often a worker is asked within the time after which it is stuck. */
const QUESTIONS = 4;

/**
 * The supervisor's own clock does not count: where it was stopped, or the machine asleep, each worker is asked again before it is
 * called stuck.
 *
 * @param {import('./supervisor')} supervisor
 * @param {number} stuckAfter milliseconds
 * @param {(worker: object) => void} onStuck once a worker, unless it answers again
 * @returns {(worker: object) => boolean} whether it has not answered yet
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
      if (count === 0) worker.send({ act: 'ping' }); // what it does not read would pile up
    }
  };
  const timer = setInterval(ask, stuckAfter / QUESTIONS).unref();
  supervisor.once('ended', () => clearInterval(timer));
  return isStuck;
}

module.exports = { watchHeart };
