'use strict';

// Outbox: what this process says on a channel, in order. What the kernel has no room for at the moment is said again a
// little later; so a connection that is given back is not lost. Used by core.js and inbox.js.

const { isTransient } = require('./errno');

/** How long to wait then, in milliseconds. */
const PAUSE = 20;

class Outbox {
  #channel;
  #waiting = [];
  #timer = null;

  /** @param {import('./native').Channel} channel borrowed */
  constructor(channel) {
    this.#channel = channel;
  }

  /**
   * @param {Uint8Array} bytes one message
   * @param {number[]} [fds] sent along; the caller's, at least until `done`
   * @param {(errno: number) => void} [done] called once the message is on its way, or cannot be sent at all
   */
  say(bytes, fds = [], done = undefined) {
    this.#waiting.push({ bytes, fds, done });
    if (this.#waiting.length === 1) this.flush();
  }

  /** Says what waits, as far as there is room. @returns {boolean} whether all is said */
  flush() {
    while (this.#waiting.length > 0) {
      const { bytes, fds, done } = this.#waiting[0];
      const errno = this.#channel.send(bytes, fds);
      if (isTransient(errno)) {
        this.#later();
        return false;
      }
      this.#waiting.shift();
      done?.(errno);
    }
    return true;
  }

  #later() {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, PAUSE);
  }
}

module.exports = Outbox;
