'use strict';

// Inbox: where a worker's connections arrive. It makes the handles that stand for the core's listeners in net.Servers,
// and gives back what it cannot take. Used by child.js.

const net = require('node:net');
const native = require('./native');
const { Outbox, PAUSE } = require('./outbox');
const { SAY, WANT_ROOM, PROBE, WORD, MAX_BYTES, MAX_FDS, saying } = require('./wire');

const AF_UNIX = 1;
const AF_INET = 2;
/** The first argument of a TCP or Pipe handle: a socket, not a server. */
const SOCKET = 0;

/** How many descriptors are left to the program, or this part of a low limit: reading pauses where there are fewer. */
const FD_HEADROOM = 64;
const FD_HEADROOM_PART = 4;

class Inbox {
  #addon = native.load();
  #channel;
  #outbox;
  #bytes = Buffer.alloc(2 * MAX_BYTES);
  #words = new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length / WORD);
  #fds = new Int32Array(2 * MAX_FDS);
  #word = 0; // where the batch that was read is served up to
  #fd = 0;
  #wordCount = 0;
  #fdCount = 0;
  #servers = new Map(); // by the listener's number
  #refs = 0;
  #constructors = new Map(); // by address family
  #fdCeiling = ceiling(this.#addon.fdLimit());

  /** @param {number} fd inherited from the primary; owned */
  constructor(fd) {
    this.#addon.cloexec(fd);
    this.#channel = new this.#addon.Channel(
      fd,
      this.#bytes,
      this.#fds,
      (byteLength, fdCount, errno) => this.#onread(byteLength, fdCount, errno),
    );
    this.#channel.unref();
    this.#outbox = new Outbox(this.#channel);
    // Now there are descriptors to find them with.
    for (const family of [AF_INET, AF_UNIX]) this.#constructorFor(family);
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
    const family = sockname ? AF_INET : AF_UNIX;
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
        this.#servers.set(listener, { server, handle, family, full: false });
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

  #say(what, listener) {
    this.#outbox.say(saying(what, listener));
  }

  /** Serves one connection a call, so that each has its ticks and promises run before the next. */
  #onread(byteLength, fdCount, errno) {
    if (byteLength > 0) this.#newBatch(byteLength / WORD, fdCount);
    // The kernel, or this process, is out of something. What is not read yet the core takes back for others.
    if (errno !== 0) this.#pause();
    while (this.#word < this.#wordCount) {
      const listener = this.#words[this.#word++] & ~WANT_ROOM;
      if (listener === PROBE || this.#fd === this.#fdCount) continue;
      // A tick is an asynchronous context of its own, as the message was that brought a connection under Node.
      process.nextTick(this.#accept, listener, this.#fds[this.#fd++]);
      break;
    }
    return this.#word < this.#wordCount;
  }

  #newBatch(wordCount, fdCount) {
    this.#word = 0;
    this.#fd = 0;
    this.#wordCount = wordCount;
    this.#fdCount = fdCount;
    let room = false;
    for (let i = 0; i < wordCount; i++) room ||= this.#words[i] >= WANT_ROOM;
    // Before the connections are served: the core fills up while this thread works.
    if (room) this.#say(SAY.room, 0);
    for (let i = 0; i < fdCount; i++) {
      if (this.#fds[i] >= this.#fdCeiling) {
        this.#pause();
        break;
      }
    }
  }

  #accept = (listener, fd) => {
    const entry = this.#servers.get(listener);
    if (!entry || this.#isFull(entry, listener)) {
      this.#refuse(listener, fd);
      return;
    }
    const Connection = this.#constructorFor(entry.family);
    const connection = Connection && new Connection(SOCKET);
    if (connection?.open(fd) === 0) entry.handle.onconnection(0, connection);
    else this.#refuse(listener, fd);
  };

  /** Sends the connection back for another worker. */
  #refuse(listener, fd) {
    this.#outbox.say(saying(SAY.refuse, listener), [fd], () => this.#addon.close(fd));
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
    setTimeout(() => this.#channel.resume(), PAUSE).unref();
  }

  /**
   * The constructor of a connection's handle is not public, but a net.Socket made from a descriptor has such a handle. There
   * is none while there is no descriptor.
   */
  #constructorFor(family) {
    if (!this.#constructors.has(family)) {
      const fd = this.#addon.socket(family);
      if (fd < 0) return undefined;
      const socket = new net.Socket({ fd, readable: false, writable: false });
      this.#constructors.set(family, socket._handle.constructor);
      socket.destroy();
    }
    return this.#constructors.get(family);
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
