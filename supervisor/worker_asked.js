'use strict';

// Asked: SIGTERM in a worker whose program does not handle it. If it is sent to all processes of a service (by systemd without
// KillMode=mixed, or by a container's init) it would cut off running requests. Instead the worker informs the supervisor, which replaces
// the worker or, if the supervisor ends itself, lets the worker finish. A draining worker finishes its connections nevertheless, until
// the supervisor says that it has waited long enough. Used by worker_preload.js.

const SIGNAL = 'SIGTERM';

class Asked {
  #tell;
  #isDraining = false;
  #isEnding = false;
  #wasSent = false;

  /** @param {() => boolean} tell informs the supervisor; returns false if there is none */
  constructor(tell) {
    this.#tell = tell;
    process.on(SIGNAL, this.#onSignal);
  }

  #onSignal = () => {
    if (process.listenerCount(SIGNAL) > 1) return; // the program handles it
    this.#wasSent = true;
    if (!this.#isPutOff()) this.#die();
  };

  #isPutOff() {
    if (this.#isEnding) return false;
    // A draining worker is disconnected when its connections are finished.
    return this.#isDraining ? process.connected : this.#tell();
  }

  #die() {
    process.off(SIGNAL, this.#onSignal);
    process.kill(process.pid, SIGNAL);
  }

  drain() {
    this.#isDraining = true;
  }

  /** The supervisor has waited long enough. It sends the signal, too, which arrives before or after this message. */
  end() {
    this.#isEnding = true;
    if (this.#wasSent) this.#die();
  }
}

module.exports = Asked;
