'use strict';

// SIGTERM in a worker whose program does not handle it: sent to all processes of a service (by systemd without KillMode=mixed, or a
// container's init) it would cut off running requests. Instead the worker tells the supervisor, which replaces it or, if it ends
// itself, lets it finish. A worker that drains finishes in any case, until the supervisor says that it has waited long enough. Used by
// worker_preload.js.

const SIGNAL = 'SIGTERM';

class Asked {
  #tell;
  #isDraining = false;
  #wasSent = false;

  /** @param {() => boolean} tell whether the supervisor could be told */
  constructor(tell) {
    this.#tell = tell;
    process.on(SIGNAL, this.#onSignal);
  }

  #onSignal = () => {
    if (process.listenerCount(SIGNAL) > 1) return; // the program's own matter
    this.#wasSent = true;
    // Once its connections are finished it is disconnected.
    if (this.#isDraining ? process.connected : this.#tell()) return;
    this.#stop();
    process.kill(process.pid, SIGNAL);
  };

  #stop() {
    process.off(SIGNAL, this.#onSignal);
  }

  drain() {
    this.#isDraining = true;
  }

  /** The supervisor sends the signal now. It may have come before this message. */
  end() {
    this.#stop();
    if (this.#wasSent) process.kill(process.pid, SIGNAL);
  }
}

module.exports = Asked;
