'use strict';

// Compares a bound socket with what a worker wants to listen on. Used by passed_sockets.js, bound_socket.js and shared_socket.js.

const { SocketAddress } = require('node:net');
const { resolve } = require('node:path');
const BoundPath = require('./bound_path');
const { exec, stringIndexOf, stringSlice } = require('./intrinsics');

const WILDCARD = { 4: '0.0.0.0', 6: '::' };
const PORT_0 = /^gocluster\/port-0-(\w+)$/;
const PATH = /^gocluster\/path-(\d+-\d+)$/;

/** The address as the kernel writes it: "::1" for "0:0::1". */
function canonical(address) {
  if (stringIndexOf(address, ':') < 0) return address;
  const zone = stringIndexOf(address, '%');
  const plain = zone < 0 ? address : stringSlice(address, 0, zone);
  try {
    return new SocketAddress({ address: plain, family: 'ipv6' }).address;
  } catch {
    return plain;
  }
}

/** Without the zero bytes with which some versions of Node fill an abstract name up. */
function abstractName(address) {
  let end = address.length;
  while (end > 1 && address[end - 1] === '\0') end--;
  return stringSlice(address, 0, end);
}

/**
 * The file tells whether a socket that gocluster has bound is that of the path: the path by which it was bound may have been relative to
 * another folder, as where a link such as "current" leads to a newer one by now.
 */
function isPath({ name, bound }, address) {
  if (bound.port >= 0 || !address) return false;
  if (address[0] === '\0' || bound.address[0] === '\0')
    return abstractName(bound.address) === abstractName(address);
  const identity = identityOf(name);
  if (identity !== null) return BoundPath.isAt(address, identity);
  return bound.address !== '' && resolve(bound.address) === resolve(address);
}

/** A listen without an address accepts a socket that is bound to either wildcard address. */
function isHost({ address: own, isV6Only }, address) {
  if (!address) return own === WILDCARD[6] || own === WILDCARD[4];
  if (canonical(address) === own) return true;
  return address === WILDCARD[4] && own === WILDCARD[6] && !isV6Only;
}

/** @returns {boolean} whether the port is the same; for port 0, whether the socket was bound for the nth listen on port 0, too */
function isPort({ name, bound }, { port, index }) {
  if (port > 0) return bound.port === port;
  return exec(PORT_0, name)?.[1] === `${index ?? 0}`;
}

/**
 * @param {import('./passed_sockets').Entry} entry
 * @param {string} address an IP address, a path, or nothing
 * @param {object} query a worker's queryServer message
 */
function isAddressOf(entry, address, { port, index, addressType, fd }) {
  const { bound } = entry;
  const isUDP = addressType === 'udp4' || addressType === 'udp6';
  if (fd >= 0 || bound.isStream === isUDP) return false;
  if (!(port >= 0) && !isUDP) return typeof address === 'string' && isPath(entry, address);
  return bound.port >= 0 && isPort(entry, { port: port || 0, index }) && isHost(bound, address);
}

/** The identity of a Unix socket's file, from the socket's name; null if gocluster has not bound it. @param {string} name */
function identityOf(name) {
  return exec(PATH, name)?.[1] ?? null;
}

module.exports = { isAddressOf, identityOf };
