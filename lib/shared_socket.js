'use strict';

// SharedSocket: a bound socket whose handle is sent to each worker over IPC, as under Node. Used under SCHED_NONE, and always for UDP.
// Used by listeners.js, which treats it like a Listener.

const { _createServerHandle: createServerHandle } = require('node:net');
const { Set } = require('./intrinsics');
const BoundPath = require('./bound_path');
const { errnoOf } = require('./errno');
const { identityOf } = require('./socket_address');
const boundUDPHandle = require('./udp_handle');

function isUDP(type) {
  return type === 'udp4' || type === 'udp6';
}

/** Whether it is a path: neither a port, nor a descriptor, nor an abstract name. */
function isPath(address, { port, fd }) {
  return (
    !(fd >= 0) &&
    port === -1 &&
    typeof address === 'string' &&
    address !== '' &&
    address[0] !== '\0'
  );
}

class SharedSocket {
  #workers = new Set();
  #handle = null;
  #errno = 0;
  #passed;
  #entry = null; // the socket's entry in PassedSockets; null for a descriptor of the program's own
  #path = null;

  data = null;

  /**
   * @param {string} address
   * @param {object} query a worker's queryServer message
   * @param {import('./passed_sockets')} passed may have a socket for this address already
   * @param {import('./asked_options').AskedOptions | null} options
   */
  constructor(address, query, passed, options) {
    this.options = options;
    this.#passed = passed;
    let bound = errnoOf('EINVAL');
    try {
      bound = this.#create(address, query);
    } catch (error) {
      if (error.code === 'ERR_ACCESS_DENIED') throw error; // by --permission
      // Only an invalid query gets here: neither net.Server nor dgram.Socket sends one.
    }
    if (typeof bound === 'number') {
      this.#errno = bound;
      this.#release();
      return;
    }
    this.#handle = bound;
    if (!(query.fd >= 0)) this.#entry ??= passed.add(query, this, this.#path?.identity);
  }

  /** The descriptor, borrowed; -1 if there is none. */
  get fd() {
    return this.#handle?.fd ?? -1;
  }

  /** A handle, or a negative errno. */
  #create(address, query) {
    const { port, addressType, fd, flags } = query;
    const taken = this.#passed.take(address, query, this);
    this.#entry = taken?.entry ?? null;
    if (isUDP(addressType)) {
      return taken
        ? boundUDPHandle(null, 0, addressType, taken.fd)
        : boundUDPHandle(address, port, addressType, fd, flags);
    }
    if (isPath(address, query)) {
      const bound = taken && { fd: taken.fd, identity: identityOf(taken.entry.name) };
      this.#path = new BoundPath(address, bound);
      return this.#path.handle;
    }
    return taken
      ? createServerHandle(null, undefined, undefined, taken.fd)
      : createServerHandle(address, port, addressType, fd, flags);
  }

  /** @returns {boolean} whether no other process has the socket */
  #release() {
    const isAlone = this.#entry !== null && this.#passed.release(this.#entry);
    this.#entry = null;
    return isAlone;
  }

  add(worker, callback) {
    this.#workers.add(worker.id);
    callback(this.#errno, null, this.#handle);
  }

  has(worker) {
    return this.#workers.has(worker.id);
  }

  remove(worker) {
    if (!this.#workers.delete(worker.id) || this.#workers.size > 0) return false;
    if (this.#release()) this.#path?.unlink();
    this.#handle?.close();
    this.#handle = null;
    return true;
  }
}

module.exports = { SharedSocket, isUDP };
