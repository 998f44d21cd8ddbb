'use strict';

// The signals of a foreground service. Used by index.js.

const os = require('node:os');

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
  const handlers = Object.entries(SIGNALS).map(([signal, act]) => [
    signal,
    () => act(supervisor, signal),
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  supervisor.once('ended', () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}

module.exports = heed;
