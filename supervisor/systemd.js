'use strict';

// Reports the state of the service to systemd (Type=notify, Type=notify-reload, WatchdogSec=) by sd_notify(3). Used by index.js if
// NOTIFY_SOCKET is set.

const { getSystemErrorName } = require('node:util');

/** How often systemd's timeout for a drain is extended, and by how much: while the supervisor runs, a drain is not cut short. */
const EXTEND_MS = 1000;
const EXTENSION_US = 10_000_000;
/** When a message that systemd's socket had no room for is sent again, in milliseconds. */
const AGAIN_MS = 100;

class Systemd {
  #supervisor;
  #notify;
  #path;
  #unsent = [];
  #timers = new Set();
  #isServing = false;
  #isReplaced = false;

  /**
   * @param {import('./supervisor')} supervisor
   * @param {(path: string, text: string) => number} notify 0, or a negative errno
   * @param {NodeJS.ProcessEnv} env
   */
  constructor(supervisor, notify, env) {
    this.#supervisor = supervisor;
    this.#notify = notify;
    this.#path = env.NOTIFY_SOCKET;
    this.#follow();
    const watchdog = Number(env.WATCHDOG_USEC);
    const isMeant = !env.WATCHDOG_PID || Number(env.WATCHDOG_PID) === process.pid;
    if (watchdog > 0 && isMeant) this.#every(watchdog / 1000 / 2, () => this.#feed());
  }

  #follow() {
    const supervisor = this.#supervisor;
    supervisor.once('serving', () => {
      this.#isServing = true;
      this.#say('READY=1', this.#status());
    });
    for (const event of ['ready', 'exit', 'givenUp']) {
      supervisor.on(event, () => this.#isServing && !this.#isReplaced && this.#say(this.#status()));
    }
    supervisor.on('reload', () => {
      const now = process.hrtime.bigint() / 1000n; // CLOCK_MONOTONIC
      this.#say('RELOADING=1', `MONOTONIC_USEC=${now}`, 'STATUS=Reloading');
    });
    supervisor.on('reloaded', () => this.#say('READY=1', this.#status()));
    supervisor.on('notReloaded', ({ message }) =>
      this.#say('READY=1', `STATUS=Not reloaded: ${message.split('\n')[0]}`),
    );
    supervisor.on('upgraded', (pid) => {
      this.#isReplaced = true;
      this.#say(`MAINPID=${pid}`); // systemd accepts it only from the main process, which still is this one
    });
    supervisor.on('resumed', () => {
      this.#isReplaced = false;
      this.#say(`MAINPID=${process.pid}`, 'READY=1', this.#status());
    });
    supervisor.on('stop', () => {
      if (this.#isReplaced) return; // the service continues
      this.#say('STOPPING=1', 'STATUS=Workers finish');
      this.#every(EXTEND_MS, () => this.#say(`EXTEND_TIMEOUT_USEC=${EXTENSION_US}`));
    });
    supervisor.once('ended', () => this.#timers.forEach(clearInterval));
  }

  #every(ms, callback) {
    this.#timers.add(setInterval(callback, ms));
  }

  #ready() {
    return this.#supervisor.workers().filter(({ state }) => state === 'ready').length;
  }

  #status() {
    return `STATUS=${this.#ready()} workers ready, ${this.#supervisor.wanted} wanted`;
  }

  /** Feeds the watchdog, but not while no worker is ready: then systemd starts the service again. */
  #feed() {
    if (this.#ready() > 0 && !this.#isReplaced) this.#say('WATCHDOG=1');
  }

  #say(...lines) {
    this.#unsent.push(lines.join('\n'));
    if (this.#unsent.length === 1) this.#send();
  }

  #send() {
    while (this.#unsent.length > 0) {
      const problem = this.#try(this.#unsent[0]);
      if (problem === 'EAGAIN') {
        setTimeout(() => this.#send(), AGAIN_MS);
        return;
      }
      if (problem) this.#giveUp(problem);
      else this.#unsent.shift();
    }
  }

  /** @returns {string | undefined} why it could not be sent; undefined if it was */
  #try(text) {
    try {
      const errno = this.#notify(this.#path, text);
      return errno === 0 ? undefined : getSystemErrorName(errno);
    } catch ({ message }) {
      return message; // the addon is not available
    }
  }

  #giveUp(problem) {
    this.#unsent.length = 0;
    this.#timers.forEach(clearInterval);
    this.#notify = () => 0;
    this.#supervisor.emit('warning', `systemd is told nothing: ${problem}`);
  }
}

module.exports = Systemd;
