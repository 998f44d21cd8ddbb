'use strict';

// BoundSocket: a socket that is bound and listens, and that workers share under SCHED_RR. Node's own functions and the C library's
// listen() make it in the tick in which the first worker asks for it, so that it gets the working directory, the umask, the user and
// the preloaded libraries (LD_PRELOAD) of that moment. The core accepts on a duplicate. Used by listener.js and core.js.

const { _createServerHandle: createServerHandle } = require('node:net');
const BoundPath = require('./bound_path');
const { isInteger } = require('./intrinsics');
const native = require('./native');
const { errnoOf } = require('./errno');
const { identityOf } = require('./socket_address');

const UV_TCP_IPV6ONLY = 1;
/** For a Pipe handle's fchmod. */
const UV_READABLE = 1;
const UV_WRITABLE = 2;
/** What createServerHandle takes for an abstract name instead of a port and an address type. */
const NO_PORT = -1;

const MAX_PORT = 65535;
/** As many as the kernel allows: a connection that finds the accept queue full is tried again a second later, or is refused. */
const MAX_BACKLOG = 0x7fffffff;

const EINVAL = errnoOf('EINVAL');

class BoundSocket {
  #handle = null;
  #isOurs; // only this process and the core have the socket
  #passed;
  #entry = null; // the socket's entry in PassedSockets; null for a descriptor of the program's own
  #path = null;

  /** 0, or a negative errno: then there is no socket. */
  errno = 0;
  /** The bound address as net.Server has it; undefined for a Unix socket. */
  sockname = undefined;
  /** How many connections the kernel was asked to keep until they are accepted. */
  backlog;

  /**
   * @param {string} address an IP address, a path, or nothing
   * @param {object} query a worker's queryServer message
   * @param {import('./passed_sockets')} passed may have a socket for this address already
   */
  constructor(address, query, passed) {
    this.#isOurs = !(query.fd >= 0);
    this.#passed = passed;
    const handle = this.#take(address, query) ?? this.#create(address, query);
    if (typeof handle === 'number') {
      this.errno = handle;
      this.close();
      return;
    }
    this.#handle = handle;
    if (this.#isOurs) this.#entry ??= passed.add(query, this, this.#path?.identity);
    this.backlog = backlogOf(query);
    // The mode is set before the socket listens, so that no client can connect that may not.
    this.errno = setMode(handle, query) || this.#takeName() || this.#listen();
    if (this.errno !== 0) this.close();
  }

  /** The descriptor, borrowed; -1 once it is closed. */
  get fd() {
    return this.#handle?.fd ?? -1;
  }

  /**
   * Shares the socket with a worker that accepts by itself, and may continue to do so for a while after it was told to leave.
   *
   * @returns {object | null} the handle, borrowed; null once it is closed
   */
  share() {
    this.#isOurs = false;
    return this.#handle;
  }

  /**
   * Closes the descriptor. If no other process has the socket, a Unix socket's path is removed, and a TCP socket stops listening.
   *
   * @returns {boolean} whether the address is free now, although the core may still have the socket
   */
  close() {
    const isAlone = this.#entry === null || this.#passed.release(this.#entry);
    this.#entry = null;
    if (this.#handle === null) return true;
    let isFree = false;
    if (isAlone) {
      this.#path?.unlink();
      isFree = this.#path !== null || (this.#isOurs && native.load().stopListening(this.fd) === 0);
    }
    this.#handle.close();
    this.#handle = null;
    return isFree;
  }

  /** A handle for the socket that was passed to this process for the address, or a negative errno; null if none was passed. */
  #take(address, query) {
    const taken = this.#passed.take(address, query, this);
    if (taken === null) return null;
    const { entry, fd } = taken;
    this.#entry = entry;
    if (entry.bound.port >= 0 || address[0] === '\0') return open(fd);
    this.#path = new BoundPath(address, { fd, identity: identityOf(entry.name) });
    return this.#path.handle;
  }

  /** A handle for a new socket that is bound to the address, or a negative errno. */
  #create(address, query) {
    const isPath =
      this.#isOurs && !(query.port >= 0) && typeof address === 'string' && address !== '';
    if (!isPath || address[0] === '\0') return bind(address, query);
    this.#path = new BoundPath(address);
    return this.#path.handle;
  }

  /** Does not call the handle's listen(), which would accept in this process. */
  #listen() {
    return native.load().listen(this.fd, this.backlog);
  }

  /** Asks for the bound address. Only then does libuv report EADDRINUSE. */
  #takeName() {
    if (!this.#handle.getsockname) return 0;
    const sockname = {};
    const errno = this.#handle.getsockname(sockname);
    if (errno === 0) this.sockname = sockname;
    return errno;
  }
}

/** The same for an address that is not a path. */
function bind(address, { port, addressType, fd, flags }) {
  if (fd >= 0) return isInteger(fd) ? adopt(fd) : EINVAL;
  if (address != null && typeof address !== 'string') return EINVAL;
  if (!(port >= 0)) return address ? createServerHandle(address, NO_PORT, NO_PORT) : EINVAL;
  if (!isInteger(port) || port > MAX_PORT) return EINVAL;
  return createServerHandle(address || null, port, addressType, undefined, flags & UV_TCP_IPV6ONLY);
}

/** A handle for a duplicate: the program's own descriptor stays open, so that a respawned worker can listen on it again. */
function adopt(fd) {
  const addon = native.load();
  const duplicate = addon.dup(fd);
  if (duplicate < 0) return duplicate === errnoOf('EBADF') ? EINVAL : duplicate; // as Node's listen({fd}) reports it
  return open(duplicate);
}

/** A handle that owns the descriptor, or a negative errno. */
function open(fd) {
  const handle = createServerHandle(null, undefined, undefined, fd);
  if (typeof handle === 'number') native.load().close(fd);
  return handle;
}

function setMode(handle, { readableAll, writableAll }) {
  const mode = (readableAll ? UV_READABLE : 0) | (writableAll ? UV_WRITABLE : 0);
  return mode !== 0 && handle.fchmod ? handle.fchmod(mode) : 0;
}

function backlogOf({ backlog }) {
  return isInteger(backlog) && backlog > 0 && backlog < MAX_BACKLOG ? backlog : MAX_BACKLOG;
}

module.exports = BoundSocket;
