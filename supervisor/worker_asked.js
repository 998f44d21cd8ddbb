'use strict';

// SIGTERM in a worker whose program does not handle it: sent to all processes of a service (by systemd without KillMode=mixed, or a
// container's init) it would cut off running requests. Instead the worker tells the supervisor, which replaces it or, if it ends
// itself, lets it finish. Used by worker_preload.js.

const SIGNAL = 'SIGTERM';

/** @param {() => boolean} tell whether the supervisor could be told */
function heedAsking(tell) {
  const onSignal = () => {
    if (process.listenerCount(SIGNAL) > 1) return; // the program's own matter
    if (tell()) return;
    stop();
    process.kill(process.pid, SIGNAL);
  };
  const stop = () => process.off(SIGNAL, onSignal);
  process.on(SIGNAL, onSignal);
  return stop;
}

module.exports = heedAsking;
