'use strict';

// Outbox: sends messages on a channel in order. A message that the kernel does not take now is sent a little later, so that a
// connection that is given back is not lost. Used by control_channel.js, inbox.js and relay.js.

const { RETRY_PAUSE, isTransient } = require('./errno');
const { setTimeout } = require('./intrinsics');

class Outbox {
  #channel;
  #first = null; // the waiting messages, linked by `next`
  #last = null;
  #timer = null;

  /** @param {import('./native').Channel} channel borrowed */
  constructor(channel) {
    this.#channel = channel;
  }

  /**
   * @param {Uint8Array} bytes one message
   * @param {number[] | (() => number[])} [fds] sent along; owned by the caller, and open until `done` is called. A function is called
   *   at each attempt to send
   * @param {(errno: number) => void} [done] called when the message has been sent, or cannot be sent at all; must not throw
   */
  send(bytes, fds = [], done = undefined) {
    const entry = { bytes, fds, done, next: null };
    if (this.#first === null) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    if (this.#first === entry) this.flush();
  }

  /** Sends the waiting messages until the kernel takes no more. @returns {boolean} whether all have been sent */
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
