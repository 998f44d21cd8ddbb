'use strict';

// Asked: a signal to end, in a worker whose program does not handle it. If SIGTERM is sent to all processes of a service (by systemd
// without KillMode=mixed, or by a container's init), or SIGINT by a terminal, it would cut off running requests. Instead the worker
// informs the supervisor, which replaces the worker or, if the supervisor ends itself, lets the worker finish. A draining worker finishes
// its connections nevertheless, until the supervisor says that it has waited long enough. Used by worker_preload.js.

/** Where the copies of signal-exit count their listeners: version 3, and since version 4. */
const signalExits = () => [
  process.__signal_exit_emitter__,
  globalThis[Symbol.for('signal-exit emitter')],
];

/** How many listeners only tidy up: if they are alone, signal-exit's let the signal end the process. */
const passiveListeners = () => signalExits().reduce((sum, each) => sum + (each?.count ?? 0), 0);

class Asked {
  #signal;
  #tell;
  #isDraining = false;
  #isEnding = false;
  #wasSent = false;

  /** Whether the signal has arrived, whoever handles it. */
  isHeard = false;

  /**
   * @param {NodeJS.Signals} signal
   * @param {() => boolean} tell informs the supervisor, unless it has got the signal, too; returns false if there is none
   */
  constructor(signal, tell) {
    this.#signal = signal;
    this.#tell = tell;
    this.#listen();
  }

  /** What listens to the signal here. */
  get listener() {
    return this.#onSignal;
  }

  #listen() {
    process.prependListener(this.#signal, this.#onSignal);
  }

  #onSignal = () => {
    this.isHeard = true;
    if (process.listenerCount(this.#signal) > 1 + passiveListeners()) {
      this.#stepAside();
      return;
    }
    this.#wasSent = true;
    if (!this.#isPutOff()) this.#die();
  };

  /** The program handles it. Some listeners look whether they are the only one, and then end the process. */
  #stepAside() {
    process.off(this.#signal, this.#onSignal);
    setImmediate(() => this.#listen());
  }

  #isPutOff() {
    if (this.#isEnding) return false;
    // A draining worker is disconnected when its connections are finished.
    return this.#isDraining ? process.connected : this.#tell();
  }

  #die() {
    process.off(this.#signal, this.#onSignal);
    process.kill(process.pid, this.#signal);
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

module.exports = { Asked, passiveListeners };
