'use strict';

// Listeners: the primary's table of what its workers listen on. Used by primary.js.

const { relative } = require('node:path');
const { Map, arrayFind, stringIndexOf, stringSlice } = require('./intrinsics');
const Listener = require('./listener');
const Relay = require('./relay');
const { SharedSocket, isUDP } = require('./shared_socket');
const { isHanded } = require('./unhanded');
const { errnoOf } = require('./errno');

/** How many listens on one address a worker may have; further ones fail with EADDRINUSE. */
const NTH_MAX = 64;

class Listeners {
  #byKey = new Map();
  #relays = new Map(); // by worker's id
  #core;
  #passed;
  #policy;

  /**
   * @param {() => import('./core') | null} core returns null if the workers share the sockets themselves
   * @param {import('./passed_sockets')} passed
   * @param {import('./process_policy')} policy
   */
  constructor(core, passed, policy) {
    this.#core = core;
    this.#passed = passed;
    this.#policy = policy;
  }

  /**
   * Lets a worker listen, together with the other workers that listen on the same key.
   *
   * @param {{id: number}} worker
   * @param {object} query its queryServer message
   * @param {(reply: object, handle?: object) => void} callback
   */
  add(worker, query, callback) {
    // A worker's second listen on one address gets a socket of its own, so that it fails when it would fail without cluster.
    let nth = 0;
    let key = keyOf(query);
    while (nth < NTH_MAX && this.#byKey.get(key)?.has(worker)) key = `${keyOf(query)}#${++nth}`;
    const there = nth < NTH_MAX && this.#byKey.get(key);
    const { options, refusal } = this.#optionsOf(query, there);
    if (refusal) {
      // Node's own half shows only the errno.
      if (!isHanded(query)) require('./option_errors').warnRefused(worker.id, refusal);
      callback({ errno: errnoOf('EINVAL'), key, refusal });
      return;
    }
    const isFree = nth < NTH_MAX;
    const listener =
      there || (isFree ? this.#open(query, nth, options) : new Refusal('EADDRINUSE'));
    if (nth < NTH_MAX) this.#byKey.set(key, listener);
    listener.data ||= query.data;
    const answer = (errno, reply, handle) => {
      if (errno) {
        if (this.#byKey.get(key) === listener) this.#byKey.delete(key);
        listener.remove(worker);
        // That was another worker's attempt: this worker makes its own.
        if (there) {
          this.add(worker, query, callback);
          return;
        }
      }
      callback({ errno: errno || null, key, data: listener.data, ...reply }, handle);
    };
    listener.add(worker, answer, { key, relay: this.#relayOf(worker, query) });
  }

  /** Describes the listeners on which the core accepts, or only the one with that number. @param {number} [id] */
  describe(id) {
    const found = [];
    this.#byKey.forEach((listener) => {
      if (listener instanceof Listener) found[found.length] = listener.describe();
    });
    return id === undefined ? found : arrayFind(found, (each) => each.id === id);
  }

  /** The options for a worker's listener, or why they are refused. asked_options.js is loaded only if somebody sets options. */
  #optionsOf(query, there) {
    const all = this.#policy.options;
    if (isUDP(query.addressType) || (all === null && !query.options && !there?.options)) {
      return { options: null };
    }
    const { optionsOf } = require('./asked_options');
    const { usesCore } = this.#policy;
    return optionsOf(query, all, { usesCore, hasCore: this.#core() !== null, there });
  }

  /** The worker has closed the server that listens on the key. */
  remove(worker, key) {
    if (this.#byKey.get(key)?.remove(worker)) this.#byKey.delete(key);
  }

  /** The relay that takes connections from the core for the worker; undefined if it needs none, null if none can be opened. */
  #relayOf(worker, query) {
    const core = this.#core();
    if (core === null || isUDP(query.addressType) || isHanded(query)) return undefined;
    const relay = this.#relays.get(worker.id) ?? Relay.open(core, worker);
    if (relay !== null) this.#relays.set(worker.id, relay);
    return relay;
  }

  /** Sends the core all leaves and closes of `act` together. @param {() => void} act */
  together(act) {
    const core = this.#core();
    if (core === null) act();
    else core.leaveAndClose(act);
  }

  /** The worker no longer listens on anything, or is gone. */
  removeWorker(worker) {
    const remove = () => this.#byKey.forEach((listener, key) => this.remove(worker, key));
    this.together(remove);
    const relay = this.#relays.get(worker.id);
    if (relay === undefined || worker.process.connected) return;
    relay.disconnected();
    this.#relays.delete(worker.id);
  }

  #open(query, nth, options) {
    const { addressType, port, fd } = query;
    let { address } = query;
    if (port < 0 && typeof address === 'string') address = socketName(address);
    const core = this.#core();
    if (core === null || isUDP(addressType) || options?.isShared) {
      return new SharedSocket(address, query, this.#passed, options);
    }
    if (nth > 0 && fd >= 0) return new Refusal('EEXIST'); // opening one descriptor twice is an error in Node
    return new Listener(core, address, query, this.#passed, options);
  }
}

/** Listens with the same key share a listener. With port 0, the nth listen of each worker shares one. */
function keyOf({ address, port, addressType, fd, index }) {
  return `${address}:${port}:${addressType}:${fd}${port === 0 ? `:${index}` : ''}`;
}

/** The shortest name for the absolute path that a worker sends: a Unix socket's path is limited to about 100 bytes. */
function socketName(absolute) {
  const abstract = stringIndexOf(absolute, '\0');
  if (abstract >= 0) return stringSlice(absolute, abstract); // an abstract name, although the worker has resolved it like a path
  let shorter;
  try {
    shorter = relative(process.cwd(), absolute);
  } catch {
    return absolute; // the working directory is gone
  }
  return shorter.length < absolute.length ? shorter : absolute;
}

/** The table's entry for a listener that cannot be opened. */
class Refusal {
  data = null;
  options = null;
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
