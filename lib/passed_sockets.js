'use strict';

// PassedSockets: the listening sockets that outlive a primary. The sockets that this process was given at its start, by systemd's
// protocol (LISTEN_FDS), wait here until a worker listens on their addresses. The sockets that workers listen on can be given to a
// successor. Used by listeners.js, bound_socket.js, shared_socket.js and upgrade.js.

const { resolve } = require('node:path');
const {
  Number,
  Promise,
  arrayFilter,
  exec,
  hrtime,
  setTimeout,
  stringSplit,
  stringStartsWith,
} = require('./intrinsics');
const BoundPath = require('./bound_path');
const native = require('./native');
const { identityOf, isAddressOf } = require('./socket_address');

/** SD_LISTEN_FDS_START */
const FIRST_FD = 3;
/**
 * The names under which a gocluster gives sockets that it has bound to its successor: "gocluster/", "gocluster/port-0-INDEX" if the
 * program did not choose the port, and "gocluster/path-DEVICE-INODE" for a Unix socket.
 */
const OURS = 'gocluster/';

/**
 * @typedef {object} Entry
 * @property {number} fd owned by the table; -1 while only the user has a descriptor
 * @property {string} name as in LISTEN_FDNAMES
 * @property {boolean} isOurs whether a gocluster has bound it: it is closed when nobody listens on it any more
 * @property {import('./native').SocketName} bound
 * @property {{fd: number} | null} user what listens on it now; its fd is -1 once it has closed its own descriptor
 */

/** How long after the predecessor's end its sockets wait for workers that listen late, in milliseconds. */
const LATE_MS = 5000;
/** How often to check whether the core still holds connections, in milliseconds. */
const LOOK_MS = 10;

const isPath = ({ port, address }) => port < 0 && address !== '' && address[0] !== '\0';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether the core has connections that no worker has read; true if it has just failed: the core that replaces it is asked next. */
async function holdsAny(core) {
  try {
    const { listeners, workers } = await core.stats();
    for (let i = 0; i < listeners.length; i++) {
      if (listeners[i].pending > 0 || listeners[i].peeking > 0) return true;
    }
    for (let i = 0; i < workers.length; i++) if (workers[i].depth > 0) return true;
    return false;
  } catch {
    return true;
  }
}

class PassedSockets {
  #entries = [];
  #hasPredecessor = false;
  #hasSuccessor = false;
  #serves = false;
  #core;

  /** @param {() => import('./core') | null} [core] accepts on the sockets */
  constructor(core = () => null) {
    this.#core = core;
  }

  /**
   * Takes the sockets that this process was passed, according to its environment. Removes the variables, which are not meant for children.
   *
   * @param {import('./predecessor').Predecessor | null} predecessor the gocluster that they come from, which still has them, and ends
   *   when this process is ready
   * @returns {string[]} the problems, in words
   */
  receive(predecessor) {
    const { LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES = '' } = process.env;
    if (!(Number(LISTEN_PID) === process.pid)) return [];
    delete process.env.LISTEN_FDS;
    delete process.env.LISTEN_PID;
    delete process.env.LISTEN_FDNAMES;
    if (exec(/^\d{1,6}$/, LISTEN_FDS) === null) return [`LISTEN_FDS is no number: "${LISTEN_FDS}"`];
    this.#hasPredecessor = predecessor !== null;
    const folder = predecessor?.folder ?? '';
    const names = stringSplit(LISTEN_FDNAMES, ':');
    const problems = [];
    try {
      native.load();
    } catch (error) {
      return [`what is in LISTEN_FDS is not used: ${error.message}`];
    }
    for (let i = 0; i < Number(LISTEN_FDS); i++) {
      const problem = this.#receiveOne(FIRST_FD + i, names[i] ?? '', folder);
      if (problem) problems[problems.length] = problem;
    }
    return problems;
  }

  #receiveOne(fd, name, folder) {
    const addon = native.load();
    const bound = addon.socketName(fd);
    if (typeof bound === 'number') return `descriptor ${fd} of LISTEN_FDS is no socket`;
    addon.cloexec(fd);
    const isOurs = this.#hasPredecessor && stringStartsWith(name, OURS);
    // gocluster binds by the shortest name: the path may be relative to the predecessor's folder.
    if (isOurs && isPath(bound)) bound.address = resolve(folder, bound.address);
    this.#entries[this.#entries.length] = { fd, name, isOurs, bound, user: null };
    return null;
  }

  /**
   * Takes the socket that was passed for an address.
   *
   * @param {string} address an IP address, a path, or nothing
   * @param {object} query a worker's queryServer message
   * @param {{fd: number}} user
   * @returns {{entry: Entry, fd: number} | null} fd: a duplicate, owned by the caller
   */
  take(address, query, user) {
    for (let i = 0; i < this.#entries.length; i++) {
      const entry = this.#entries[i];
      if (entry.fd < 0 || entry.user?.fd >= 0) continue;
      if (!isAddressOf(entry, address, query)) continue;
      const fd = native.load().dup(entry.fd);
      if (fd < 0) return null; // the caller then binds, which reports what is wrong
      entry.user = user;
      return { entry, fd };
    }
    return null;
  }

  /**
   * Adds a server of this process's own, whose socket goes to a successor as the workers' sockets do.
   *
   * @param {string} name distinguishes it from other servers without a port
   * @param {{host?: string, port: number}} where
   * @param {import('node:net').Server} server
   * @returns {object} the argument for its listen()
   */
  offer(name, where, server) {
    const query = { port: where.port, index: name };
    const user = {
      get fd() {
        return server._handle?.fd ?? -1;
      },
    };
    const taken = this.take(where.host ?? null, query, user);
    let entry = taken?.entry;
    server.once('listening', () => (entry ??= this.add(query, user)));
    // A server that waits for its last connections has closed its socket already, and another one may have taken that.
    server.once('close', () => entry?.user === user && this.release(entry));
    return taken ? { fd: taken.fd } : where;
  }

  /**
   * Adds a socket that this process has bound.
   *
   * @param {object} query
   * @param {{fd: number}} user
   * @param {string | null} [identity] of a Unix socket's file
   * @returns {Entry}
   */
  add({ port, index }, user, identity) {
    let what = '';
    if (identity) what = `path-${identity}`;
    else if (port === 0) what = `port-0-${index ?? 0}`;
    const entry = { fd: -1, name: OURS + what, isOurs: true, bound: null, user };
    this.#entries[this.#entries.length] = entry;
    return entry;
  }

  /**
   * Nobody listens on it any more.
   *
   * @param {Entry} entry
   * @returns {boolean} whether no other process has the socket: its address is free then
   */
  release(entry) {
    entry.user = null;
    // Without a descriptor here it has neither come from a predecessor nor been given to a successor.
    const isShared = entry.fd >= 0 && (this.#hasPredecessor || this.#hasSuccessor);
    const isAlone = entry.isOurs && !isShared;
    if (isAlone) this.#drop(entry);
    return isAlone;
  }

  #drop(entry) {
    if (entry.fd >= 0) native.load().close(entry.fd);
    entry.fd = -1;
    this.#remove(entry);
  }

  #remove(entry) {
    const others = [];
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i] !== entry) others[others.length] = this.#entries[i];
    }
    this.#entries = others;
  }

  /**
   * The sockets for a successor, in the order in which it gets them. From now on a close leaves the sockets open: this process keeps
   * them all until it ends, because the successor may fail.
   *
   * @returns {{fd: number, name: string}[]} the descriptors are borrowed
   */
  share() {
    const addon = native.load();
    this.#hasSuccessor = true;
    for (let i = 0; i < this.#entries.length; i++) {
      const entry = this.#entries[i];
      if (entry.fd >= 0 || !(entry.user.fd >= 0)) continue;
      const fd = addon.dup(entry.user.fd);
      if (fd < 0) continue;
      entry.fd = fd;
      entry.bound = addon.socketName(fd);
    }
    return this.#passable();
  }

  #passable() {
    const passable = [];
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i].fd >= 0) passable[passable.length] = this.#entries[i];
    }
    return passable;
  }

  /**
   * The successor accepts from now on; this process accepts nothing more. Resolves when the workers have read all connections that the
   * core has accepted: then they may be told to finish.
   *
   * @param {number} ms how long that may take, in milliseconds
   * @param {() => boolean} [isVain] whether it need not be waited for any more
   */
  async handOver(ms, isVain = () => false) {
    const core = this.#core();
    core?.suspendListeners(true);
    const until = hrtime()[0] + ms / 1000;
    while (core && !isVain() && hrtime()[0] <= until && (await holdsAny(core))) {
      await pause(LOOK_MS);
    }
  }

  /** The successor has ended: this process accepts again. Sockets without a listening worker stay for future workers, until purge(). */
  successorEnded() {
    this.#hasSuccessor = false;
    this.#core()?.suspendListeners(false);
  }

  /** The workers serve. */
  serve() {
    this.#serves = true;
    this.#purgeLater();
  }

  /** The predecessor has ended. */
  predecessorEnded() {
    this.#hasPredecessor = false;
    this.#purgeLater();
  }

  /** A program may listen on one address after the other: what clients send to the next one meanwhile waits in the kernel. */
  #purgeLater() {
    if (!this.#serves || this.#unused().length === 0) return;
    setTimeout(() => this.purge(), LATE_MS).unref();
  }

  /** The sockets that a gocluster has bound and nobody listens on. None if a predecessor or a successor may. */
  #unused() {
    if (this.#hasPredecessor || this.#hasSuccessor) return [];
    return arrayFilter(this.#entries, ({ isOurs, user }) => isOurs && user === null);
  }

  /** Closes these sockets. */
  purge() {
    const entries = this.#unused();
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      if (entry.bound.port < 0) BoundPath.unlink(entry.bound.address, identityOf(entry.name));
      this.#drop(entry);
    }
  }
}

module.exports = PassedSockets;
