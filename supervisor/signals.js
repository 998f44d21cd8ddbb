'use strict';

// The signals of a foreground service. Used by index.js.

const os = require('node:os');
const { performance } = require('node:perf_hooks');
const { isatty } = require('node:tty');

/**
 * Within this time, in milliseconds, a terminal's second Ctrl-C is the first one, passed on by who has started the service: `npm start`
 * where sh is bash, `pnpm exec`. The terminal has sent it to this process, too.
 */
const PASSED_ON_MS = 100;

/** What a shell adds to the number of the signal that ended a process. */
const SIGNAL_BASE = 128;

/** The errors of operations that did not begin. Operations that fail later report that by an event. */
const NOT_BEGUN = /_(CONFIG|STARTING|STOPPING|UPGRADING|REPLACED)$/;

/** @param {string} verb @param {string} [arg] */
const ask = (verb, arg) => (supervisor, signal) =>
  supervisor[verb](arg).catch(({ code, message, replaced }) => {
    if (NOT_BEGUN.test(code) && replaced === undefined)
      supervisor.emit('warning', `${signal}: ${message}`);
  });

/** The actions, by signal. */
const SIGNALS = {
  SIGINT: end,
  SIGTERM: end,
  SIGQUIT: (supervisor) => supervisor.stop({ now: true }),
  SIGHUP: ask('reload'),
  SIGUSR2: ask('upgrade'),
  SIGTTIN: ask('scale', '+1'),
  SIGTTOU: ask('scale', '-1'),
};

/** The first one lets the workers finish, a second one does not wait. */
function end(supervisor, signal) {
  // A supervisor that stops because it was replaced has not been told to end before.
  if (supervisor.state === 'stopping' && !supervisor.isReplaced) {
    supervisor.stop({ now: true, code: SIGNAL_BASE + os.constants.signals[signal] });
  } else {
    supervisor.stop();
  }
}

/** Handles signals until the supervisor has ended. @param {import('./supervisor')} supervisor */
function heed(supervisor) {
  let interruptedAt = -Infinity;
  const isPassedOn = (signal) => {
    if (signal !== 'SIGINT' || !isatty(0)) return false;
    const now = performance.now();
    if (now - interruptedAt < PASSED_ON_MS) return true;
    interruptedAt = now;
    return false;
  };
  const handlers = Object.entries(SIGNALS).map(([signal, act]) => [
    signal,
    () => isPassedOn(signal) || act(supervisor, signal),
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  supervisor.once('ended', () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}

module.exports = heed;
