'use strict';

// ControlChannel: a JavaScript thread's channel to the core: requests out, answers and notices in. Used by core.js.

const { RETRY_PAUSE, errnoOf, isTransient } = require('./errno');
const {
  Map,
  Int32Array,
  allocUnsafe,
  bufferConcat,
  ceil,
  hrtime,
  nextTick,
  setImmediate,
  setTimeout,
} = require('./intrinsics');
const Outbox = require('./outbox');
const wire = require('./wire');

/** In bytes: enough for several notices at a time. */
const BUFFER_SIZE = 8 * wire.MAX_BYTES;

/** How long a synchronous request waits, in milliseconds. The core answers within one millisecond of getting a CPU. */
const ANSWER_TIMEOUT = 2000;

/** Milliseconds from an arbitrary moment. Not performance.now(): its module would cost every primary 100 KB and time to load it. */
function now() {
  const time = hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}

class ControlChannel {
  #channel;
  #outbox;
  #bytes = allocUnsafe(BUFFER_SIZE);
  #seq = 0;
  #answers = new Map(); // by seq, to the callback
  #postponed = []; // notices that have arrived during a synchronous request
  #isEnded = false;
  #onnotice;
  #onend;

  /**
   * @param {import('./native').Addon} addon
   * @param {number} fd owned
   * @param {(notice: import('./wire').Notice) => void} onnotice called for each that is no answer
   * @param {(errno: number) => void} onend called when the core is gone; every request gets EPIPE after that
   */
  constructor(addon, fd, onnotice, onend) {
    this.#onnotice = onnotice;
    this.#onend = onend;
    this.#channel = new addon.Channel(
      fd,
      this.#bytes,
      new Int32Array(0), // the core sends none
      (byteLength, fdCount, errno, ended) => this.#onread(byteLength, errno, ended),
    );
    this.#outbox = new Outbox(this.#channel);
    this.unref();
  }

  /** Keeps the process alive until unref(). */
  ref() {
    this.#channel.ref();
  }

  unref() {
    this.#channel.unref();
  }

  close() {
    this.#channel.close();
  }

  /**
   * Sends a request that wants no answer.
   *
   * @param {number} op one of wire.OP
   * @param {number} listener
   * @param {number} worker
   * @param {object} [more]
   * @param {number[]} [more.also] further listeners
   * @param {number[]} [more.fds] owned by the caller, and open until `done` is called
   * @param {(errno: number) => void} [more.done] called when the request has been sent, or cannot be sent at all
   */
  send(op, listener, worker, { also, fds, done } = {}) {
    this.#outbox.send(wire.request(op, 0, listener, worker, also), fds, done);
  }

  /**
   * @param {number} op
   * @param {number} listener
   * @param {number} value sent in the place of the worker's number
   * @param {() => number[]} fds called when the message is sent
   * @param {(errno: number) => void} callback called with the errno of the answer, or with the one that prevents sending
   * @param {Buffer | null} [rest] what follows the request's numbers
   */
  request(op, listener, value, fds, callback, rest = null) {
    const seq = this.#expect(({ errno }) => callback(errno));
    const frame = wire.request(op, seq, listener, value);
    this.#outbox.send(rest === null ? frame : bufferConcat([frame, rest]), fds, (errno) => {
      if (errno === 0) return;
      this.#answers.delete(seq);
      nextTick(callback, errno);
    });
  }

  /**
   * Sends a request and waits for the answer, for at most ANSWER_TIMEOUT. The core carries out requests in order: the answer means that
   * all earlier requests have been carried out, too.
   *
   * @returns {boolean} false if no answer can come, because the channel has ended
   */
  requestSync(op, listener) {
    let answered = false;
    let ended = false;
    const seq = this.#expect(() => (answered = true));
    this.#outbox.send(wire.request(op, seq, listener, 0), [], (errno) => (ended = errno !== 0));
    const deadline = now() + ANSWER_TIMEOUT;
    while (!answered && !ended) {
      const left = ceil(deadline - now());
      if (left <= 0) break;
      const length = this.#channel.receive(this.#outbox.flush() ? left : RETRY_PAUSE);
      if (length === errnoOf('ETIMEDOUT')) continue;
      ended = length < 0;
      if (ended) break;
      wire.forEachNotice(this.#bytes, length, (notice) => {
        if (notice.id === seq && notice.kind === wire.NOTICE.answer) this.#handleNotice(notice);
        else this.#postpone(notice);
      });
    }
    return !ended;
  }

  #expect(callback) {
    this.#seq = (this.#seq + 1) >>> 0;
    this.#answers.set(this.#seq, callback);
    return this.#seq;
  }

  #onread(byteLength, errno, ended) {
    wire.forEachNotice(this.#bytes, byteLength, (notice) => this.#handleNotice(notice));
    if (isTransient(errno)) setTimeout(() => this.#channel.resume(), RETRY_PAUSE);
    else if (ended || errno !== 0) this.#end(errno);
  }

  #end(errno) {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#handlePostponed();
    // If the core left requests unread, the kernel reports ECONNRESET before it delivers what the core sent before its end.
    for (let failures = 0; errno !== 0 && failures < 2;) {
      const length = this.#channel.receive(0);
      if (length <= 0) failures++;
      else wire.forEachNotice(this.#bytes, length, (notice) => this.#handleNotice(notice));
    }
    this.close();
    this.#onend(errno);
    const callbacks = this.#answers.list();
    this.#answers.clear();
    for (let i = 0; i < callbacks.length; i++) callbacks[i]({ errno: errnoOf('EPIPE') });
  }

  /** Keeps a notice that arrives during a synchronous request: no callback may run inside a function of cluster. */
  #postpone(notice) {
    this.#postponed[this.#postponed.length] = notice;
    if (this.#postponed.length > 1) return;
    setImmediate(() => this.#handlePostponed());
  }

  #handlePostponed() {
    const notices = this.#postponed;
    this.#postponed = [];
    for (let i = 0; i < notices.length; i++) this.#handleNotice(notices[i]);
  }

  #handleNotice(notice) {
    if (notice.kind !== wire.NOTICE.answer) {
      this.#onnotice(notice);
      return;
    }
    const callback = this.#answers.get(notice.id);
    this.#answers.delete(notice.id);
    callback?.(notice);
  }
}

module.exports = ControlChannel;
