'use strict';

// SharedSocket: what workers share under SCHED_NONE, and for UDP always: a bound socket whose handle goes to each of them
// over IPC, as under Node. Used by listeners.js, which treats it like a Listener.

const dgram = require('node:dgram');
const net = require('node:net');
const { errnoOf } = require('./errno');

function isUDP(type) {
  return type === 'udp4' || type === 'udp6';
}

/** A bound UDP handle, or a negative errno. */
function bindUDP(address, port, type, fd, flags) {
  // The constructor of the handle is not public, but a new socket has one that is not bound yet.
  const socket = dgram.createSocket(type);
  const state = Object.getOwnPropertySymbols(socket).find((s) => s.description === 'state symbol');
  const { handle } = socket[state];
  let errno = 0;
  if (Number.isInteger(fd) && fd > 0) errno = openUDP(socket, handle, fd);
  else if (port || address) errno = handle.bind(address, port || 0, flags);
  if (errno === 0) return handle;
  handle.close();
  return errno;
}

/** Opens a descriptor through the socket, which sees to it that it is a UDP one: it is closed with the handle. */
function openUDP(socket, handle, fd) {
  try {
    socket.bind({ fd, exclusive: true });
    handle.recvStop(); // that is for the workers
    return 0;
  } catch (error) {
    return error.errno ?? errnoOf('EINVAL');
  }
}

class SharedSocket {
  #workers = new Set();
  #handle = null;
  #errno = 0;

  data = null;

  /**
   * @param {string} address
   * @param {object} query a worker's queryServer message
   */
  constructor(address, { port, addressType, fd, flags }) {
    let bound = errnoOf('EINVAL');
    try {
      bound = isUDP(addressType)
        ? bindUDP(address, port, addressType, fd, flags)
        : net._createServerHandle(address, port, addressType, fd, flags);
    } catch {
      // Only a query that no net.Server and no dgram.Socket sends gets here.
    }
    if (typeof bound === 'number') this.#errno = bound;
    else this.#handle = bound;
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
    this.#handle?.close();
    this.#handle = null;
    return true;
  }
}

module.exports = { SharedSocket, isUDP };
