'use strict';

// SIGTERM in a worker whose program does not handle it: sent to all processes of a service (by systemd without KillMode=mixed, or a
// container's init) it would cut off running requests. Instead the worker tells the supervisor, which replaces it or, if it ends
// itself, lets it finish. A worker that drains finishes in any case, until the supervisor says that it has waited long enough. Used by
// worker_preload.js.

const SIGNAL = 'SIGTERM';

class Asked {
  #tell;
  #isDraining = false;
  #isEnding = false;
  #wasSent = false;

  /** @param {() => boolean} tell whether the supervisor could be told */
  constructor(tell) {
    this.#tell = tell;
    process.on(SIGNAL, this.#onSignal);
  }

  #onSignal = () => {
    if (process.listenerCount(SIGNAL) > 1) return; // the program's own matter
    this.#wasSent = true;
    if (!this.#isPutOff()) this.#die();
  };

  #isPutOff() {
    if (this.#isEnding) return false;
    // Once its connections are finished it is disconnected.
    return this.#isDraining ? process.connected : this.#tell();
  }

  #die() {
    process.off(SIGNAL, this.#onSignal);
    process.kill(process.pid, SIGNAL);
  }

  drain() {
    this.#isDraining = true;
  }

  /** The supervisor sends the signal, too, which comes before this message or after it. */
  end() {
    this.#isEnding = true;
    if (this.#wasSent) this.#die();
  }
}

module.exports = Asked;
