'use strict';

// SIGTERM in a worker whose program does not handle it: whoever sends it to all processes of a service (systemd without KillMode=mixed, a
// container's init) would cut off what runs. The supervisor is told instead, and replaces the worker or, where it ends itself, has it
// finish. Used by worker_preload.js.

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
