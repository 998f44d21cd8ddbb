'use strict';

// Whether a bound socket is what a worker asks to listen on. Used by passed_sockets.js.

const { SocketAddress } = require('node:net');
const { resolve } = require('node:path');
const { exec, stringIndexOf, stringSlice } = require('./intrinsics');

const WILDCARD = { 4: '0.0.0.0', 6: '::' };
const PORT_0 = /^gocluster\/port-0-(\w+)$/;
const PATH = /^gocluster\/path-(\d+-\d+)$/;

/** In the words of the kernel: "::1" for "0:0::1". */
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

function isPath(bound, address) {
  if (bound.port >= 0 || !address) return false;
  if (address[0] === '\0' || bound.address[0] === '\0') return bound.address === address;
  return bound.address !== '' && resolve(bound.address) === resolve(address);
}

/** A listen on all addresses has whichever was bound for that. */
function isHost({ address: own, isV6Only }, address) {
  if (!address) return own === WILDCARD[6] || own === WILDCARD[4];
  if (canonical(address) === own) return true;
  return address === WILDCARD[4] && own === WILDCARD[6] && !isV6Only;
}

/** @returns {boolean} whether the nth listen without a port is meant to have it */
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
  if (!(port >= 0) && !isUDP) return typeof address === 'string' && isPath(bound, address);
  return bound.port >= 0 && isPort(entry, { port: port || 0, index }) && isHost(bound, address);
}

/** The identity of a Unix socket's file, as its name has it; null where it is not ours. @param {string} name */
function identityOf(name) {
  return exec(PATH, name)?.[1] ?? null;
}

module.exports = { isAddressOf, identityOf };
