'use strict';

// Inbox: where a worker's connections arrive. It makes the handles that stand for the core's listeners in net.Servers,
// and gives back what it cannot take. Used by child.js.

const net = require('node:net');
const Prefetch = require('./prefetch');
const { SAY, WANT_ROOM, PREFETCH_MAX, PROBE, MAX_BYTES, MAX_FDS, saying } = require('./wire');

// Not by require('node:process'): on Node 18 that opens the standard streams.
const { nextTick } = process;

/** The first argument of a TCP or Pipe handle: a socket, not a server. */
const SOCKET = 0;

/** Made once: under load it is said for every few connections. */
const ROOM = saying(SAY.room, 0);

/** How long reading pauses when something is short, and how often a full server looks for room, in milliseconds. */
const PAUSE = 20;
/** How many descriptors are left to the program, or this part of a low limit: reading pauses where there are fewer. */
const FD_HEADROOM = 64;
const FD_HEADROOM_PART = 4;

class Inbox {
  #addon;
  #channel;
  #outbox = null; // what the channel had no room for, if that ever happens
  #bytes = new Uint8Array(MAX_BYTES);
  #word = new Uint32Array(this.#bytes.buffer, 0, 1);
  #fds = new Int32Array(MAX_FDS);
  #servers = new Map(); // by the listener's number
  #refs = 0;
  #constructors = new Map(); // of connections' handles, by the listener's kind
  #fdCeiling;
  #prefetch = new Prefetch();
  #stale = 0; // how many words may come that the core has marked for another prefetch

  /** @param {import('./environment').Channel} channel inherited from the primary; owned */
  constructor({ fd, addon }) {
    this.#addon = load(addon);
    this.#fdCeiling = ceiling(this.#addon.fdLimit());
    this.#addon.cloexec(fd);
    this.#channel = new this.#addon.Channel(
      fd,
      this.#bytes,
      this.#fds,
      (byteLength, fdCount, errno, ended, busyTime) =>
        this.#onread(byteLength, fdCount, errno, busyTime),
    );
    this.#channel.unref();
    this.#order(this.#prefetch.count);
  }

  /**
   * The handle of a listener. It has what net.Server uses of a real one; Node's own round robin gives the same.
   *
   * @param {import('node:net').Server} server
   * @param {{listener: number, sockname?: object}} reply the primary's answer
   * @param {() => void} closed called once, at close
   * @returns {object}
   */
  open(server, { listener, sockname }, closed) {
    const kind = sockname ? 'tcp' : 'pipe';
    let open = true;
    let refs = 0;
    const setRefs = (wanted) => {
      if (open) refs += this.#ref(wanted - refs);
    };
    const handle = {
      close: () => {
        if (!open) return;
        setRefs(0);
        open = false;
        this.#servers.delete(listener);
        this.#say(SAY.gone, listener);
        closed();
      },
      listen: () => {
        this.#servers.set(listener, { server, handle, kind, full: false });
        this.#say(SAY.ready, listener);
        return 0;
      },
      ref: () => setRefs(1),
      unref: () => setRefs(0),
    };
    handle.ref();
    if (sockname) {
      handle.getsockname = (out) => {
        if (open) Object.assign(out, sockname);
        return 0;
      };
    }
    return handle;
  }

  #ref(change) {
    const before = this.#refs;
    this.#refs += change;
    if (before === 0 && this.#refs > 0) this.#channel.ref();
    if (before > 0 && this.#refs === 0) this.#channel.unref();
    return change;
  }

  #say(what, listener, fds, done) {
    this.#send(saying(what, listener), fds, done);
  }

  #send(bytes, fds = [], done = undefined) {
    if (this.#outbox === null) {
      const errno = this.#channel.send(bytes, fds);
      if (errno === 0) {
        done?.(errno);
        return;
      }
      const Outbox = require('./outbox');
      this.#outbox = new Outbox(this.#channel);
    }
    this.#outbox.say(bytes, fds, done);
  }

  #onread(byteLength, fdCount, errno, busyTime) {
    // The kernel, or this process, is out of something. What is not read yet the core takes back for others.
    if (errno !== 0 || (fdCount > 0 && this.#fds[0] >= this.#fdCeiling)) this.#pause();
    if (byteLength === 0) return;
    const word = this.#word[0];
    if (this.#prefetch.update(busyTime)) this.#order(this.#prefetch.count);
    // Before the connection is served: the core fills up while this thread works.
    if (word >= WANT_ROOM || this.#stale > 0) this.#send(ROOM);
    if (this.#stale > 0) this.#stale--;
    const listener = word & ~WANT_ROOM;
    if (listener === PROBE || fdCount === 0) return;
    // A tick is an asynchronous context of its own, as the message was that brought a connection under Node.
    nextTick(this.#accept, listener, this.#fds[0]);
  }

  /** How many are unread at the most from now on, and how many are read before those that are here have their turn. */
  #order(count) {
    this.#stale = PREFETCH_MAX;
    this.#channel.setBatch(count);
    this.#say(SAY.prefetch, count);
  }

  #accept = (listener, fd) => {
    const entry = this.#servers.get(listener);
    if (!entry || this.#isFull(entry, listener)) {
      this.#refuse(listener, fd);
      return;
    }
    const connection = this.#handleOf(fd, entry.kind);
    if (connection) entry.handle.onconnection(0, connection);
    else this.#refuse(listener, fd);
  };

  /** Sends the connection back for another worker. */
  #refuse(listener, fd) {
    this.#say(SAY.refuse, listener, [fd], () => this.#addon.close(fd));
  }

  /**
   * At maxConnections a worker takes nothing until it has room again, unless the server wants further connections
   * dropped: net.Server does that itself.
   */
  #isFull(entry, listener) {
    const { server } = entry;
    if (server.dropMaxConnection || !atLimit(server)) return false;
    if (!entry.full) {
      entry.full = true;
      this.#say(SAY.gone, listener);
      const look = () => {
        if (this.#servers.get(listener) !== entry) return;
        if (atLimit(server)) {
          setTimeout(look, PAUSE).unref();
        } else {
          entry.full = false;
          this.#say(SAY.ready, listener);
        }
      };
      setTimeout(look, PAUSE).unref();
    }
    return true;
  }

  #pause() {
    this.#channel.pause();
    // A channel that is not read holds no process: in its place the timer does, where a server would.
    const timer = setTimeout(() => this.#channel.resume(), PAUSE);
    if (this.#refs === 0) timer.unref();
  }

  /**
   * A handle that owns the connection, or null. Its constructor is not public, but a net.Socket made from a descriptor has
   * such a handle: the first one's is taken from it.
   */
  #handleOf(fd, kind) {
    const Handle = this.#constructors.get(kind);
    if (Handle) {
      const handle = new Handle(SOCKET);
      return handle.open(fd) === 0 ? handle : null;
    }
    let socket;
    try {
      socket = new net.Socket({ fd, readable: false, writable: false });
    } catch {
      return null;
    }
    const handle = socket._handle;
    socket._handle = null;
    this.#constructors.set(kind, handle.constructor);
    return handle;
  }
}

/** @returns {import('./native').Addon} */
function load(addon) {
  try {
    return require(addon);
  } catch {
    return require('./native').load(); // another one, where this is another Node, or why there is none
  }
}

function ceiling(fdLimit) {
  return fdLimit - Math.min(FD_HEADROOM, Math.floor(fdLimit / FD_HEADROOM_PART));
}

/** Zero means no connection since net.Server has dropMaxConnection, and no limit before. */
function atLimit({ maxConnections, _connections }) {
  if (maxConnections == null || (maxConnections === 0 && !LIMIT_CAN_BE_ZERO)) return false;
  return _connections >= maxConnections;
}

const LIMIT_CAN_BE_ZERO = /^v(?:2[2-9]|[3-9]\d)\./.test(process.version);

module.exports = Inbox;
