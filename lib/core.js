'use strict';

// Core: the primary's view of the Go core, over the control channel. Used by primary.js and listener.js.

const BoundSocket = require('./bound_socket');
const native = require('./native');
const wire = require('./wire');
const { errnoOf, errnoName, isTransient } = require('./errno');
const { bugReport, shortageError } = require('./errors');
const Outbox = require('./outbox');

/** For several notices at a time. */
const BUFFER_SIZE = 8 * wire.MAX_BYTES;

/** How long to wait for the core's word, in milliseconds. The core answers within one when it gets a CPU. */
const ANSWER_TIMEOUT = 2000;

/** The number of no listener. */
const NONE = 0;

/** How long to wait where the kernel is short of something, in milliseconds. */
const PAUSE = 20;

/** What users are told where there is no core any more. */
const STOPPED = 'workers get no more connections until this process is restarted';

/** Milliseconds from an arbitrary moment. Not performance.now(): its module costs every primary 100 KB and its loading. */
function now() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

class Core {
  #addon;
  #channel;
  #outbox;
  #isProcess; // the core is another process, and what it listens on is bound in this one
  #bound = new Map(); // by listener, to its Unix socket: the path goes when the handle is closed
  #bytes = Buffer.alloc(BUFFER_SIZE);
  #answers = new Map();
  #seq = 0;
  #listeners = 0;
  #late = [];
  #failed = false;
  #onbroken;

  /**
   * @param {(worker: number, errno: number) => void} onbroken a worker's channel had to be closed
   * @throws {Error} ERR_CLUSTER_NATIVE; with `shortage` where another try may succeed
   */
  constructor(onbroken) {
    this.#addon = native.load();
    this.#onbroken = onbroken;
    const { fd, isProcess } = native.attach(this.#addon);
    this.#isProcess = isProcess;
    this.#channel = new this.#addon.Channel(
      fd,
      this.#bytes,
      new Int32Array(0), // the core sends none
      (byteLength, fdCount, errno, ended) => this.#onread(byteLength, errno, ended),
    );
    this.#outbox = new Outbox(this.#channel);
    // It holds the process only while there is a listener, as a listening handle would.
    this.#channel.unref();
    // The core's end of the channel is closed on its way where the core finds no place for it. Other threads take places, too.
    if (!this.#ask(wire.OP.closeListener, NONE)) {
      this.#channel.close();
      throw shortageError('attach', errnoOf('EMFILE'));
    }
    this.#addon.trim?.();
  }

  /**
   * Opens a listener.
   *
   * @param {number} listener a number of the caller's, not 0
   * @param {object} bind see wire.listenRequest
   * @param {number} fd the socket, for KIND.fd; borrowed
   * @param {(answer: {errno: number, family: number, port: number, text: string}) => void} callback
   */
  listen(listener, bind, fd, callback) {
    if (this.#listeners++ === 0) this.#channel.ref();
    if (this.#isProcess && (bind.kind === wire.KIND.tcp || bind.kind === wire.KIND.unix)) {
      this.#listenBound(listener, bind, callback);
    } else {
      this.#listen(listener, bind, bind.kind === wire.KIND.fd ? [fd] : [], callback);
    }
  }

  /** Binds here and has the core listen. */
  #listenBound(listener, bind, callback) {
    const socket = new BoundSocket(bind);
    const { errno, name } = socket;
    if (errno !== 0) {
      process.nextTick(callback, { errno });
      return;
    }
    const frame = { ...bind, kind: wire.KIND.fd, address: '' };
    // A Unix socket's path goes with it; of a TCP socket the core has its own by then.
    const sent = () => bind.kind === wire.KIND.tcp && socket.close();
    if (bind.kind === wire.KIND.unix) this.#bound.set(listener, socket);
    this.#listen(listener, frame, [socket.fd], (answer) => callback({ ...answer, ...name }), sent);
  }

  #listen(listener, bind, fds, callback, release = undefined) {
    const seq = this.#expect(callback);
    const frame = wire.listenRequest(seq, listener, bind);
    // A path that does not fit into a frame is none that the kernel would take.
    const sent = (errno) => {
      release?.();
      if (errno === 0) return;
      this.#answers.delete(seq);
      // A descriptor that cannot be sent is none: what opening it gives in Node.
      const closed = errno === errnoOf('EBADF') ? errnoOf('EINVAL') : errno;
      process.nextTick(callback, { errno: closed });
    };
    if (frame.length > wire.MAX_BYTES) sent(errnoOf('ENAMETOOLONG'));
    else this.#outbox.say(frame, fds, sent);
  }

  /**
   * Closes a listener, or forgets one that did not open. When it returns the port is free, as it is after a handle's
   * close(): programs bind it again in the same tick.
   *
   * @param {number} listener
   */
  closeListener(listener) {
    if (--this.#listeners === 0) this.#channel.unref();
    this.#bound.get(listener)?.close();
    this.#bound.delete(listener);
    this.#ask(wire.OP.closeListener, listener);
  }

  /**
   * Both ends of a channel for a worker that is about to be forked.
   *
   * @returns {{near: number, far: number}} owned by the caller until addWorker or release
   * @throws {Error} with `shortage`
   */
  pair() {
    const pair = this.#addon.pair();
    if (typeof pair === 'number') throw shortageError('socketpair', pair);
    return { near: pair[0], far: pair[1] };
  }

  /** @param {{near: number, far: number}} pair */
  release({ near, far }) {
    this.#addon.close(near);
    this.#addon.close(far);
  }

  /**
   * Gives the core the channel of a forked worker.
   *
   * @param {number} worker
   * @param {number} pid
   * @param {{near: number, far: number}} pair released
   */
  addWorker(worker, pid, pair) {
    const pidfd = this.#addon.pidfd(pid);
    const fds = [pair.near, pair.far];
    // Without one (old kernels, seccomp) the 'exit' event alone tells that the worker is gone.
    if (pidfd >= 0) fds.push(pidfd);
    this.#outbox.say(wire.request(wire.OP.addWorker, 0, 0, worker), fds, (errno) => {
      for (const fd of fds) this.#addon.close(fd);
      // Of a core that is gone the user knows, and it is no worker's doing.
      if (errno !== 0 && !this.#failed) this.#onbroken(worker, errno);
    });
  }

  /** The worker has ended. @param {number} worker */
  removeWorker(worker) {
    this.#say(wire.OP.removeWorker, 0, worker);
  }

  /** The worker gets no more connections; what it has not read goes to others. @param {number} worker */
  drainWorker(worker) {
    this.#say(wire.OP.drainWorker, 0, worker);
  }

  /** The worker may say that it is ready for the listener. */
  join(listener, worker) {
    this.#say(wire.OP.join, listener, worker);
  }

  leave(listener, worker) {
    this.#say(wire.OP.leave, listener, worker);
  }

  #say(op, listener, worker) {
    this.#outbox.say(wire.request(op, 0, listener, worker));
  }

  /** Asks, and waits a while for the answer. @returns {boolean} false where there is none to come: the channel has ended */
  #ask(op, listener) {
    let answered = false;
    let ended = false;
    const seq = this.#expect(() => (answered = true));
    this.#outbox.say(wire.request(op, seq, listener, 0), [], (errno) => (ended = errno !== 0));
    const deadline = now() + ANSWER_TIMEOUT;
    while (!answered && !ended) {
      const left = Math.ceil(deadline - now());
      if (left <= 0) break;
      const length = this.#channel.receive(this.#outbox.flush() ? left : PAUSE);
      if (length === errnoOf('ETIMEDOUT')) continue;
      ended = length < 0;
      if (ended) break;
      for (const notice of wire.notices(this.#bytes.subarray(0, length))) {
        if (notice.id === seq && notice.kind === wire.NOTICE.answer) this.#take(notice);
        else this.#postpone(notice);
      }
    }
    return !ended;
  }

  #expect(callback) {
    this.#seq = (this.#seq + 1) >>> 0;
    this.#answers.set(this.#seq, callback);
    return this.#seq;
  }

  #onread(byteLength, errno, ended) {
    for (const notice of wire.notices(this.#bytes.subarray(0, byteLength))) this.#take(notice);
    if (isTransient(errno)) setTimeout(() => this.#channel.resume(), PAUSE);
    else if (ended || errno !== 0) this.#end(errno);
  }

  /** There is no core any more. Whoever waits for its word, or asks for something later, is told so. */
  #end(errno) {
    this.#channel.close();
    if (!this.#failed && this.#isProcess) this.#warnEnded();
    else if (!this.#failed) {
      this.#fail(`its channel was closed${errno === 0 ? '' : ` (${errnoName(errno)})`}`);
    }
    for (const socket of this.#bound.values()) socket.close();
    this.#bound.clear();
    const gone = { errno: errnoOf('EPIPE'), family: 0, port: 0, text: '' };
    for (const seq of [...this.#answers.keys()]) {
      const callback = this.#answers.get(seq);
      this.#answers.delete(seq);
      callback?.(gone);
    }
  }

  /** A process can be killed, and then it is nobody's bug. */
  #warnEnded() {
    this.#failed = true;
    process.emitWarning(
      `The process of gocluster's core has ended, as if somebody had killed it: ${STOPPED}.`,
      { code: 'GOCLUSTER_FAILED' },
    );
  }

  #fail(story) {
    this.#failed = true;
    process.emitWarning(bugReport(`gocluster's core has stopped: ${STOPPED}.`, story), {
      code: 'GOCLUSTER_FAILED',
    });
  }

  /** A notice that came while a close waited for its own. */
  #postpone(notice) {
    if (this.#late.push(notice) > 1) return;
    setImmediate(() => {
      for (const late of this.#late.splice(0)) this.#take(late);
    });
  }

  #take(notice) {
    switch (notice.kind) {
      case wire.NOTICE.answer: {
        const callback = this.#answers.get(notice.id);
        this.#answers.delete(notice.id);
        callback?.(notice);
        break;
      }
      case wire.NOTICE.broken:
        this.#onbroken(notice.id, notice.errno);
        break;
      case wire.NOTICE.failed:
        this.#fail(notice.text);
        break;
      case wire.NOTICE.panicked:
        process.emitWarning(
          bugReport("gocluster's core has recovered from a fault and goes on.", notice.text),
          { code: 'GOCLUSTER_PANIC' },
        );
    }
  }
}

module.exports = Core;
