'use strict';

// The signals of a foreground service. Used by index.js.

const os = require('node:os');

/** What a shell adds to the number of the signal that ended a process. */
const SIGNAL_BASE = 128;

/** What fails later than by these has said so by an event. */
const NOT_BEGUN = /_(CONFIG|STARTING|STOPPING|UPGRADING|REPLACED)$/;

/** @param {string} verb @param {string} [arg] */
const ask = (verb, arg) => (supervisor, signal) =>
  supervisor[verb](arg).catch(({ code, message }) => {
    if (NOT_BEGUN.test(code)) supervisor.emit('warning', `${signal}: ${message}`);
  });

/** By signal: what it does. */
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
  // One whose place another has taken was not asked yet.
  if (supervisor.state === 'stopping' && !supervisor.isReplaced) {
    supervisor.stop({ now: true, code: SIGNAL_BASE + os.constants.signals[signal] });
  } else {
    supervisor.stop();
  }
}

/** @param {import('./supervisor')} supervisor heeds them until it has ended */
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
