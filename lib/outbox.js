'use strict';

// Outbox: what this process sends on a channel, in order. What the kernel does not take at the moment is sent a little later;
// so a connection that is given back is not lost. Used by control_channel.js and inbox.js.

const { RETRY_PAUSE, isTransient } = require('./errno');
const { setTimeout } = require('./intrinsics');

class Outbox {
  #channel;
  #first = null; // what waits, linked by `next`
  #last = null;
  #timer = null;

  /** @param {import('./native').Channel} channel borrowed */
  constructor(channel) {
    this.#channel = channel;
  }

  /**
   * @param {Uint8Array} bytes one message
   * @param {number[] | (() => number[])} [fds] sent along; the caller's, at least until `done`
   * @param {(errno: number) => void} [done] called once the message is on its way, or cannot be sent at all; throws nothing
   */
  send(bytes, fds = [], done = undefined) {
    const entry = { bytes, fds, done, next: null };
    if (this.#first === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    if (this.#first === entry) this.flush();
  }

  /** Sends what waits, as far as the kernel takes it. @returns {boolean} whether all is sent */
  flush() {
    while (this.#first !== null) {
      const { bytes, fds, done, next } = this.#first;
      const errno = this.#channel.send(bytes, typeof fds === 'function' ? fds() : fds);
      if (isTransient(errno)) {
        this.#later();
        return false;
      }
      this.#first = next;
      done?.(errno);
    }
    return true;
  }

  #later() {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, RETRY_PAUSE);
  }
}

module.exports = Outbox;
