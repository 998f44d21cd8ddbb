'use strict';

// Outlet: standard output or standard error of the supervisor, for its log and for what workers write. Whoever reads it may be slow, or
// may have stopped: then workers' output stays with them, and nothing waits for it but they. Used by output.js and log.js.

const { EventEmitter } = require('node:events');

/** So many bytes are kept for a reader before workers' output is left where it is. */
const HELD_BYTES = 256 * 1024;
/** So many at the most: log lines, and what workers leave behind that have ended, are lost then. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Events: 'lost' (how many bytes, once there is room to say so). */
class Outlet extends EventEmitter {
  static #outlets = new Map();

  #stream;
  #lost = 0;
  #paused = new Set();
  #known = new WeakSet();

  /** One a stream. @param {import('node:stream').Writable} stream */
  static of(stream) {
    if (!Outlet.#outlets.has(stream)) Outlet.#outlets.set(stream, new Outlet(stream));
    return Outlet.#outlets.get(stream);
  }

  constructor(stream) {
    super();
    this.#stream = stream;
    // A terminal can be stopped, too (Ctrl-S), and Node would have the event loop wait for it.
    if (stream.isTTY) stream._handle?.setBlocking?.(false);
    stream.on('drain', () => this.#goOn());
    stream.on('error', () => this.#goOn()); // nobody reads it any more: no service ends for that
  }

  /** Resolves when all that was written has been read. @returns {Promise<void>} */
  flushed() {
    return new Promise((resolve) => this.#stream.write('', () => resolve()));
  }

  get isTTY() {
    return this.#stream.isTTY;
  }

  /** @param {string | Buffer} chunk whole or lost */
  write(chunk) {
    if (this.#stream.writableLength > KEPT_BYTES) {
      this.#lost += Buffer.byteLength(chunk);
      return;
    }
    this.#sayLost();
    this.#stream.write(chunk);
  }

  /** Reads no more of that until this is read. @param {import('node:stream').Readable} from */
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

  /** Where it is missing: a reader that is only slow never has it all. */
  #sayLost() {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.emit('lost', lost);
  }
}

module.exports = Outlet;
