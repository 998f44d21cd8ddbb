'use strict';

// A bound UDP handle that workers share, as Node's own cluster makes it. The handle's constructor is not public, but each new
// dgram.Socket has such a handle: it is taken from a socket that stays hidden from the program. Used by shared_socket.js.

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- what is used of it was there before it was declared stable
const { channel } = require('node:diagnostics_channel');
const { Socket } = require('node:dgram');
const { apply, defineProperty, isInteger } = require('./intrinsics');
const { errnoOf } = require('./errno');
const { hidden, hiddenName } = require('./hidden');

const { bind } = Socket.prototype;

/** The diagnostics channel on which Node publishes each new dgram.Socket. */
const made = channel('udp.socket');

function silentSocket(type) {
  defineProperty(made, 'hasSubscribers', { value: false, configurable: true });
  try {
    return new Socket(type);
  } finally {
    delete made.hasSubscribers; // its prototype has the real one
  }
}

/**
 * @param {string} address
 * @param {number} port
 * @param {'udp4' | 'udp6'} type
 * @param {number} fd a descriptor to open instead, if it is greater than 0; it is closed with the handle
 * @param {number} flags
 * @returns {object | number} the handle, or a negative errno
 */
function boundUDPHandle(address, port, type, fd, flags) {
  const socket = silentSocket(type);
  const { handle } = hidden(socket, 'state symbol');
  // Otherwise process._getActiveHandles() would return the socket.
  delete handle[hiddenName(handle, 'owner_symbol')];
  let errno = 0;
  if (isInteger(fd) && fd > 0) errno = open(socket, handle, fd);
  else if (port || address) errno = apply(handle.bind, handle, [address, port || 0, flags]);
  if (errno === 0) return handle;
  handle.close();
  return errno;
}

/** Opens the descriptor through the socket's bind(), which checks that it is a UDP socket. */
function open(socket, handle, fd) {
  socket.emit = () => false; // no 'listening' for a program that has wrapped EventEmitter.prototype.emit
  try {
    apply(bind, socket, [{ fd, exclusive: true }]);
    handle.recvStop(); // only the workers receive
    return 0;
  } catch (error) {
    return error.errno ?? errnoOf('EINVAL');
  }
}

module.exports = boundUDPHandle;
