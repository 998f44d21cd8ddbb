'use strict';

// A drained worker whose program has nothing left to do would end before the supervisor sends it the stop signal. What the program does at
// that signal is to be done nevertheless, so the worker sends it to itself. Used by worker_preload.js.

const { passiveListeners } = require('./worker_asked');

/** How often to look whether the signal has arrived, in milliseconds. */
const LOOK_MS = 10;

/** Notes that a signal arrives. Where nobody else listens, nothing is noted: a listener would keep the signal from ending the process. */
class Ear {
  isHeard = false;

  constructor(signal) {
    this.listener = () => {
      this.isHeard = true;
      process.off(signal, this.listener); // some listeners act only if they are alone
    };
    if (process.listenerCount(signal) > 0) process.prependListener(signal, this.listener);
  }
}

/**
 * @param {NodeJS.Signals} signal the stop signal
 * @param {import('./worker_asked').Asked | null} [asked] that of this signal, if there is one
 */
function signalAtTheEnd(signal, asked) {
  const ear = asked ?? new Ear(signal);
  const isHandled = () => {
    const listeners = process.listeners(signal).filter((each) => each !== ear.listener);
    return listeners.length > passiveListeners();
  };
  process.once('beforeExit', () => {
    if (ear.isHeard || !isHandled()) return;
    process.kill(process.pid, signal);
    // An empty event loop would end before the signal arrives.
    const hold = setInterval(() => ear.isHeard && clearInterval(hold), LOOK_MS);
  });
}

module.exports = signalAtTheEnd;
