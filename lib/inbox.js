'use strict';

// Inbox: where a worker's connections arrive. It makes the handles that represent the core's listeners in net.Servers, and sends
// back the connections that it cannot serve. Used by child.js.

const { Socket } = require('node:net');
const { join } = require('node:path');
const { Map, Uint8Array, Int32Array, ArrayBuffer, Error } = require('./intrinsics');
const { exec, floor, min, nextTick, setTimeout } = require('./intrinsics');
const OpenConnections = require('./open_connections');
const Outbox = require('./outbox');
const { Room, atLimit } = require('./room');
const serverHandle = require('./server_handle');
const { VERSION, MESSAGE, MAX_BYTES, MAX_FDS, HandOff, refusal, workerMessage } = require('./wire');

/** The first argument of a TCP or Pipe handle: a socket, not a server. */
const SOCKET = 0;
/** Stands for a missing descriptor. */
const NONE = -1;

/** How long reading pauses when a resource is short, in milliseconds. */
const PAUSE = 20;
/** How many descriptors are left to the program; of a low limit, one in FD_HEADROOM_PART. Reading pauses when fewer are free. */
const FD_HEADROOM = 64;
const FD_HEADROOM_PART = 4;

/** The folders of the package that may contain the addon. */
const PLACES = /^(build\/Release|prebuilds\/linux-\w+-\w+)$/;

class Inbox {
  #addon;
  #channel;
  #outbox = null; // created when the kernel first does not take a message at once
  #memory = new ArrayBuffer(MAX_BYTES);
  #bytes = new Uint8Array(this.#memory);
  #handOff = new HandOff(this.#memory);
  #fds = new Int32Array(MAX_FDS);
  #servers = new Map(); // by the listener's number
  #open = new OpenConnections();
  #constructors = new Map(); // of connections' handles, by the listener's kind
  #fdCeiling;
  #holds = 0; // how many reasons there are to read nothing

  /**
   * @param {import('./environment').Channel} channel inherited from the primary; owned
   * @throws {Error} whose message says why it cannot be used
   */
  constructor({ fd, version, place }) {
    if (version !== VERSION) {
      throw new Error(
        `Its gocluster speaks version ${VERSION} of the frames, and the primary's ${version}.`,
      );
    }
    this.#addon = load(place);
    if (!this.#addon.isChannel(fd, process.channel.fd)) {
      throw new Error('What it has inherited is no channel of the process that has forked it.');
    }
    this.#fdCeiling = ceiling(this.#addon.fdLimit());
    this.#addon.cloexec(fd);
    this.#channel = new this.#addon.Channel(
      fd,
      this.#bytes,
      this.#fds,
      (byteLength, fdCount, errno) => this.#onread(byteLength, fdCount, errno),
    );
    this.#channel.unref();
    this.#channel.measure(this.#open.measure, this.#open.heap);
    // A connection that was made after a message was sent must not reach the worker before the message.
    if (process.channel) this.#channel.follow(process.channel.fd);
  }

  /**
   * Makes the handle of a listener for a server.
   *
   * @param {import('node:net').Server} server
   * @param {{listener: number, sockname?: object, isSticky?: boolean, isProxied?: boolean}} reply the primary's answer
   * @param {() => void} closed called once, at close
   * @returns {object}
   */
  open(server, { listener, sockname, isSticky, isProxied }, closed) {
    const proxied = isProxied ? require('./proxied_server')(server) : null;
    const kind = sockname ? 'tcp' : 'pipe';
    const handle = serverHandle(
      sockname,
      () => {
        const state = { room: null, isTold: false };
        this.#add(listener, { server, handle, kind, isSticky, proxied, ...state });
        this.#send(MESSAGE.ready, listener);
      },
      () => {
        this.#servers.delete(listener);
        this.#open.remove(server);
        this.#channel.giveBack(listener);
        this.#send(MESSAGE.gone, listener);
        closed();
      },
    );
    return handle;
  }

  /** The core has failed for good: the servers get an error, and no more connections. @param {number} errno */
  fail(errno) {
    this.#servers.forEach(({ handle }) => handle.onconnection(errno));
  }

  #send(message, value) {
    this.#sendFrame(workerMessage(message, value));
  }

  #sendFrame(bytes, fds = [], done = undefined) {
    if (this.#outbox === null) {
      const errno = this.#channel.send(bytes, fds);
      if (errno === 0) {
        done?.(errno);
        return;
      }
      this.#outbox = new Outbox(this.#channel);
    }
    this.#outbox.send(bytes, fds, done);
  }

  #onread(byteLength, fdCount, errno) {
    // The kernel or this process lacks a resource. The core takes unread connections back, for other workers.
    const isShort = errno !== 0 || (fdCount > 0 && this.#fds[0] >= this.#fdCeiling);
    if (isShort) this.#pause();
    if (byteLength === 0 || fdCount === 0) return;
    const { listener, isLent } = this.#handOff;
    // Each tick has its own asynchronous context, as each message with a connection has under Node.
    if (!isLent) nextTick(this.#accept, listener, this.#fds[0], this.#handOff.header(byteLength));
    else this.#borrow(listener, this.#fds[0], isShort);
  }

  /** The core lends a listening socket, so that this worker can take connections there itself. */
  #borrow(listener, fd, isShort) {
    const entry = this.#servers.get(listener);
    if (!entry || isShort) this.#addon.close(fd);
    if (!entry) return;
    this.#channel.lend(listener, isShort ? NONE : fd);
    if (entry.isTold) this.#channel.openLent(listener, false);
  }

  #accept = (listener, fd, header) => {
    const entry = this.#servers.get(listener);
    if (!entry || this.#isFull(entry, listener)) {
      this.#refuse(listener, fd, header);
      return;
    }
    const connection = this.#handleOf(fd, entry.kind);
    if (!connection) {
      this.#refuse(listener, fd, header);
      return;
    }
    entry.proxied?.expect(connection, header);
    entry.handle.onconnection(0, connection);
    entry.proxied?.forget();
    // Nothing is taken for a server that has just become full.
    if (this.#servers.get(listener) === entry) this.#isFull(entry, listener);
  };

  /** Sends the connection back for another worker. */
  #refuse(listener, fd, header) {
    this.#sendFrame(refusal(listener, header), [fd], () => this.#addon.close(fd));
  }

  /**
   * A server at maxConnections gets no connections until it is below the limit again, unless it has dropMaxConnection: then net.Server
   * drops them itself. If the worker has no other server it stops reading, so that it is busy to the core. If it has others, or if the
   * server is sticky, so that connections would wait for this worker, it reports to the core that the server is full.
   */
  #isFull(entry, listener) {
    const { server } = entry;
    if (server.dropMaxConnection || !atLimit(server)) return false;
    if (entry.room !== null) return true;
    entry.room = new Room(server, () => this.#onroom(entry, listener));
    if (this.#servers.size === 1 && !entry.isSticky) this.#hold();
    else this.#tellFull(entry, listener);
    return true;
  }

  #tellFull(entry, listener) {
    entry.isTold = true;
    this.#channel.openLent(listener, false);
    this.#send(MESSAGE.full, listener);
  }

  #onroom(entry, listener) {
    entry.room = null;
    if (!entry.isTold) {
      this.#release();
      return;
    }
    entry.isTold = false;
    if (this.#servers.get(listener) !== entry) return;
    this.#channel.openLent(listener, true);
    this.#send(MESSAGE.ready, listener);
  }

  /** Adds a server. A full server for which reading has stopped is reported as full instead, so that the new one need not wait. */
  #add(listener, entry) {
    this.#servers.forEach((other, its) => {
      if (other.room === null || other.isTold) return;
      this.#tellFull(other, its);
      this.#release();
    });
    this.#servers.set(listener, entry);
    this.#open.add(entry.server);
  }

  /** Until #release() the worker reads and takes no connections, and is busy to the core. */
  #hold() {
    if (this.#holds++ === 0) this.#channel.pause();
  }

  #release() {
    if (--this.#holds === 0) this.#channel.resume();
  }

  #pause() {
    this.#hold();
    setTimeout(() => this.#release(), PAUSE).unref();
  }

  /**
   * A handle that owns the connection, or null. Its constructor is not public, but a net.Socket made from a descriptor has such a
   * handle: the constructor is taken from the first one.
   */
  #handleOf(fd, kind) {
    const Handle = this.#constructors.get(kind);
    if (Handle) {
      const handle = new Handle(SOCKET);
      return handle.open(fd) === 0 ? handle : null;
    }
    let socket;
    try {
      socket = new Socket({ fd, readable: false, writable: false });
    } catch {
      return null;
    }
    const handle = socket._handle;
    socket._handle = null;
    this.#constructors.set(kind, handle.constructor);
    return handle;
  }
}

/**
 * Loads the package's own addon, and never a path from the environment.
 *
 * @param {string} place
 * @returns {import('./native').Addon}
 */
function load(place) {
  try {
    if (exec(PLACES, place)) return require(join(__dirname, '..', place, 'gocluster.node'));
  } catch {
    // This may be another Node than the primary's: native.js finds its addon, or says why there is none.
  }
  return require('./native').load();
}

function ceiling(fdLimit) {
  return fdLimit - min(FD_HEADROOM, floor(fdLimit / FD_HEADROOM_PART));
}

module.exports = Inbox;
