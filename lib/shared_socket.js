'use strict';

// SharedSocket: what workers share under SCHED_NONE, and for UDP always: a bound socket whose handle goes to each of them
// over IPC, as under Node. Used by listeners.js, which treats it like a Listener.

const { _createServerHandle: createServerHandle } = require('node:net');
const { Set } = require('./intrinsics');
const BoundPath = require('./bound_path');
const { errnoOf } = require('./errno');
const { identityOf } = require('./socket_address');
const boundUDPHandle = require('./udp_handle');

function isUDP(type) {
  return type === 'udp4' || type === 'udp6';
}

/** Neither a port, nor a descriptor, nor an abstract name. */
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
  #entry = null; // in what can be passed to a successor; null of a descriptor that the program has itself
  #path = null;

  data = null;

  /**
   * @param {string} address
   * @param {object} query a worker's queryServer message
   * @param {import('./passed_sockets')} passed where a socket for this address may be already
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
      // Only a query that no net.Server and no dgram.Socket sends gets here.
    }
    if (typeof bound === 'number') {
      this.#errno = bound;
      this.#release();
      return;
    }
    this.#handle = bound;
    if (!(query.fd >= 0)) this.#entry ??= passed.add(query, this, this.#path?.identity);
  }

  /** The descriptor, borrowed; -1 where there is none. */
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

  /** @returns {boolean} whether no other process has it */
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
