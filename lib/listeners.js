'use strict';

// Listeners: the primary's table of what its workers listen on. Used by primary.js.

const path = require('node:path');
const Listener = require('./listener');
const { SharedSocket, isUDP } = require('./shared_socket');
const { errnoOf } = require('./errno');

/** How often one worker may ask for one address before it is answered: all but the first fail. */
const NTH_MAX = 64;

class Listeners {
  #byKey = new Map();
  #core;

  /** @param {() => import('./core') | null} core what listens, or null where the workers share the sockets themselves */
  constructor(core) {
    this.#core = core;
  }

  /**
   * Lets a worker listen, together with the others that listen on the same.
   *
   * @param {{id: number}} worker
   * @param {object} query its queryServer message
   * @param {(reply: object, handle?: object) => void} callback
   */
  add(worker, query, callback) {
    // A second listen of one worker on one address is a socket of its own, and fails where it does without cluster.
    let nth = 0;
    let key = keyOf(query);
    while (nth < NTH_MAX && this.#byKey.get(key)?.has(worker)) key = `${keyOf(query)}#${++nth}`;
    const listener =
      nth < NTH_MAX ? (this.#byKey.get(key) ?? this.#open(query, nth)) : new Refusal('EADDRINUSE');
    if (nth < NTH_MAX) this.#byKey.set(key, listener);
    listener.data ||= query.data;
    listener.add(worker, (errno, reply, handle) => {
      // Another worker may try again.
      if (errno && listener.remove(worker) && this.#byKey.get(key) === listener) {
        this.#byKey.delete(key);
      }
      callback({ errno: errno || null, key, data: listener.data, ...reply }, handle);
    });
  }

  /** The worker has closed what has the key. */
  remove(worker, key) {
    if (this.#byKey.get(key)?.remove(worker)) this.#byKey.delete(key);
  }

  /** The worker listens on nothing any more. */
  removeWorker(worker) {
    for (const key of this.#byKey.keys()) this.remove(worker, key);
  }

  #open(query, nth) {
    const { addressType, port, fd, channel } = query;
    let { address } = query;
    if (port < 0 && typeof address === 'string') address = socketName(address);
    const core = this.#core();
    if (core === null || isUDP(addressType)) return new SharedSocket(address, query);
    // Opening one descriptor twice is an error in Node. A worker whose preload did not run cannot be handed anything.
    if (nth > 0 && fd >= 0) return new Refusal('EEXIST');
    if (!channel) return new Refusal('ENOTSUP');
    return new Listener(core, address, query);
  }
}

/** What makes two listens the same. With port 0 the nth of one worker goes with the nth of another. */
function keyOf({ address, port, addressType, fd, index }) {
  return `${address}:${port}:${addressType}:${fd}${port === 0 ? `:${index}` : ''}`;
}

/** What to bind for the absolute path that a worker sends: a Unix socket has room for about 100 bytes. */
function socketName(absolute) {
  const abstract = absolute.indexOf('\0');
  if (abstract >= 0) return absolute.slice(abstract); // no path, although it was resolved like one
  const relative = path.relative(process.cwd(), absolute);
  return relative.length < absolute.length ? relative : absolute;
}

/** Stands in the table's place of a listener that cannot be. */
class Refusal {
  data = null;
  #errno;

  constructor(name) {
    this.#errno = errnoOf(name);
  }

  add(worker, callback) {
    callback(this.#errno);
  }

  has() {
    return false;
  }

  remove() {
    return true;
  }
}

module.exports = Listeners;
