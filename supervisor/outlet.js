'use strict';

// Outlet: standard output or standard error of the supervisor, for its log and for the workers' output. If its reader is slow or has
// stopped, the output is not read from the workers, so that only they wait for the reader. Used by output.js and log.js.

const { EventEmitter } = require('node:events');

/** If this many bytes wait for the reader, the workers' output is not read any more. */
const HELD_BYTES = 256 * 1024;
/** The most bytes that wait for the reader. Beyond them, log lines and the rest of the output of ended workers are lost. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Events: 'lost' (the number of bytes, once there is room for a message about it). */
class Outlet extends EventEmitter {
  static #outlets = new Map();

  #stream;
  #lost = 0;
  #paused = new Set();
  #known = new WeakSet();

  /** There is one Outlet for each stream. @param {import('node:stream').Writable} stream */
  static of(stream) {
    if (!Outlet.#outlets.has(stream)) Outlet.#outlets.set(stream, new Outlet(stream));
    return Outlet.#outlets.get(stream);
  }

  constructor(stream) {
    super();
    this.#stream = stream;
    // A terminal can be stopped, too (Ctrl-S), and Node's blocking writes would make the event loop wait for it.
    if (stream.isTTY) stream._handle?.setBlocking?.(false);
    stream.on('drain', () => this.#goOn());
    stream.on('error', () => this.#goOn()); // it has no reader any more, which must not end the service
  }

  /** Resolves when everything written so far has been passed to the kernel. @returns {Promise<void>} */
  flushed() {
    return new Promise((resolve) => this.#stream.write('', () => resolve()));
  }

  /** Whether it is a terminal that shows colours, and is to. */
  get hasColors() {
    return this.#stream.hasColors?.() ?? false;
  }

  /** @param {string | Buffer} chunk is written whole or is lost */
  write(chunk) {
    if (this.#stream.writableLength > KEPT_BYTES) {
      this.#lost += Buffer.byteLength(chunk);
      return;
    }
    this.#sayLost();
    this.#stream.write(chunk);
  }

  /** Stops reading from a stream until the reader has caught up. @param {import('node:stream').Readable} from */
  holdUp(from) {
    if (!(this.#stream.writableLength > HELD_BYTES) || this.#paused.has(from)) return;
    this.#paused.add(from.pause());
    if (this.#known.has(from)) return;
    this.#known.add(from);
    from.once('close', () => this.#paused.delete(from));
  }

  #goOn() {
    for (const from of this.#paused) from.resume();
    this.#paused.clear();
    this.#sayLost();
  }

  /** Reports a loss at the place where output is missing, because a slow reader may never catch up completely. */
  #sayLost() {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.emit('lost', lost);
  }
}

module.exports = Outlet;
