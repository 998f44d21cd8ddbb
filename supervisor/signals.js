'use strict';

// The signals of a foreground service. Used by index.js.

const os = require('node:os');

/** What a shell adds to the number of the signal that ended a process. */
const SIGNAL_BASE = 128;

/** A verb that fails has said so by an event. */
const quietly = (promise) => promise.catch(() => {});

/** By signal: what it does. */
const SIGNALS = {
  SIGINT: end,
  SIGTERM: end,
  SIGQUIT: (supervisor) => supervisor.stop({ now: true }),
  SIGHUP: (supervisor) => quietly(supervisor.reload()),
  SIGUSR2: (supervisor) => quietly(supervisor.upgrade()),
  SIGTTIN: (supervisor) => quietly(supervisor.scale('+1')),
  SIGTTOU: (supervisor) => quietly(supervisor.scale('-1')),
};

/** The first one lets the workers finish, a second one does not wait. */
function end(supervisor, signal) {
  if (supervisor.state === 'stopping') {
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
