'use strict';

// Listener: a listening socket on which the core accepts for the workers that share it. Used by listeners.js.

const { Map } = require('./intrinsics');
const BoundSocket = require('./bound_socket');
const native = require('./native');
const { errnoOf } = require('./errno');

/** The error of a listen after the core has stopped and its sockets are closed. */
const GONE = errnoOf('EPIPE');

let listeners = 0;

class Listener {
  #core;
  #id = ++listeners;
  #socket;
  #path = null;
  #open; // the core has the socket, or is about to
  #workers = new Map(); // by id, to {callback, relay, key}: the callback is null once it has been called
  #errno = null; // null until the outcome is known; 0 if the core accepts

  /** What the first worker's server shares with the others, such as TLS session-ticket keys. */
  data = null;

  /**
   * @param {import('./core')} core
   * @param {string} address
   * @param {object} query a worker's queryServer message
   * @param {import('./passed_sockets')} passed
   * @param {import('./asked_options').AskedOptions | null} options null for round robin
   */
  constructor(core, address, query, passed, options) {
    this.options = options;
    this.#core = core;
    this.#socket = new BoundSocket(address, query, passed);
    this.#open = this.#socket.errno === 0;
    if (this.#open) {
      this.#path = pathOf(address, query, this.#socket);
      core.listen(this.#id, this.#socket, options?.frame ?? null, (errno) => this.#opened(errno));
    } else {
      this.#errno = this.#socket.errno;
    }
  }

  /**
   * @param {import('node:cluster').Worker} worker
   * @param {(errno: number, reply?: object, handle?: object) => void} callback
   * @param {object} way
   * @param {string} way.key the worker's name for this listener
   * @param {import('./relay') | null | undefined} way.relay takes the connections from the core if the worker cannot; undefined if it
   *   can; null if no relay could be opened: the worker gets the socket, and accepts on it itself
   */
  add(worker, callback, { key, relay }) {
    this.#workers.set(worker.id, { worker, callback, key, relay });
    if (this.#errno !== null) this.#admit(worker.id);
  }

  /** Its number in the core and its address, for statistics. */
  describe() {
    const { sockname } = this.#socket;
    return {
      id: this.#id,
      address: sockname?.address ?? null,
      port: sockname?.port ?? null,
      path: this.#path,
    };
  }

  has(worker) {
    return this.#workers.has(worker.id);
  }

  /** @returns {boolean} whether that was the last one: the listener is closed and its port is free */
  remove(worker) {
    const entry = this.#workers.get(worker.id);
    if (!this.#workers.delete(worker.id)) return false;
    entry.relay?.remove(this.#id);
    if (this.#workers.size > 0) {
      if (entry.relay !== null) this.#core.leave(this.#id, worker.id);
      return false;
    }
    this.#close();
    return true;
  }

  #opened(errno) {
    this.#errno = errno;
    // The next attempt must find the address free.
    if (errno !== 0) this.#close();
    this.#workers.forEach((entry, id) => this.#admit(id));
  }

  #close() {
    if (!this.#open) return;
    this.#open = false;
    this.#core.closeListener(this.#id);
  }

  #admit(id) {
    const entry = this.#workers.get(id);
    const { worker, callback, key, relay } = entry;
    entry.callback = null;
    if (this.#errno !== 0) {
      callback(this.#errno);
      return;
    }
    if (relay === null) {
      const handle = this.#socket.share();
      callback(handle ? 0 : GONE, null, handle);
      return;
    }
    this.#core.join(this.#id, worker);
    const { sockname } = this.#socket;
    callback(0, {
      listener: this.#id,
      ...(sockname && { sockname }),
      ...(this.options?.isSticky && { isSticky: true }),
      ...(this.options?.isProxied && { isProxied: true }),
    });
    relay?.add(this.#id, key);
  }
}

/** What a Unix socket is called: its path, a name that begins with a zero byte, or the descriptor that the program has. */
function pathOf(address, query, { fd, sockname }) {
  if (sockname) return null;
  if (query.port < 0) return address[0] === '\0' ? address : query.address;
  return native.load().socketName(fd).address || `fd ${query.fd}`;
}

module.exports = Listener;
