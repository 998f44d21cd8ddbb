'use strict';

// BoundSocket: what a core in another process listens on. It is bound here, where the program's rights, folder and umask
// are, by the same handles that a plain server has. Used by core.js.

const net = require('node:net');
const { FLAG, KIND } = require('./wire');

/** For a Pipe handle's fchmod. */
const UV_READABLE = 1;
const UV_WRITABLE = 2;
/** What net._createServerHandle takes in the place of a port and an address type for a path. */
const NO_PORT = -1;

class BoundSocket {
  #handle = null;

  /** 0, or a negative errno: then there is nothing to listen on. */
  errno = 0;
  /** What the core would say of it: family and port are 0 for a Unix socket. */
  name = { family: 0, port: 0, text: '' };

  /** @param {{kind: number, flags: number, port: number, address: string}} bind of KIND.tcp or KIND.unix */
  constructor(bind) {
    const handle = bind.kind === KIND.unix ? bindUnix(bind) : bindTCP(bind);
    if (typeof handle === 'number') {
      this.errno = handle;
      return;
    }
    this.#handle = handle;
    this.errno = bind.kind === KIND.unix ? setMode(handle, bind.flags) : this.#takeName();
    if (this.errno !== 0) this.close();
  }

  /** The descriptor; borrowed. */
  get fd() {
    return this.#handle.fd;
  }

  /** Frees the descriptor; a Unix socket's path goes with it. */
  close() {
    this.#handle?.close();
    this.#handle = null;
  }

  /** libuv keeps EADDRINUSE back until somebody asks for the name, or listens. */
  #takeName() {
    const name = {};
    const errno = this.#handle.getsockname(name);
    if (errno !== 0) return errno;
    this.name = { family: Number(name.family.slice(-1)), port: name.port, text: name.address };
    return 0;
  }
}

function bindTCP({ flags, port, address }) {
  const type = net.isIPv6(address) ? 6 : 4;
  return net._createServerHandle(address || null, port, type, undefined, flags & FLAG.ipv6Only);
}

function bindUnix({ address }) {
  return net._createServerHandle(address, NO_PORT, NO_PORT);
}

function setMode(handle, flags) {
  const mode =
    (flags & FLAG.readableAll ? UV_READABLE : 0) | (flags & FLAG.writableAll ? UV_WRITABLE : 0);
  return mode === 0 ? 0 : handle.fchmod(mode);
}

module.exports = BoundSocket;
