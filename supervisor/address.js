'use strict';

// Addresses on which workers listen, as the 'listening' event of node:cluster has them. Used by supervised_worker.js.

const UDP = /^udp/;

/** @returns {string} a key that is the same for equal addresses */
function addressKey({ address, port, addressType, fd }) {
  return fd >= 0 && port == null ? `fd ${fd}` : `${address ?? '*'}:${port}:${addressType}`;
}

/** An abstract name begins with a zero byte. Node resolves it as if it were a path, in whatever folder the worker is. */
function unresolved(info) {
  const at = info.addressType === -1 ? `${info.address}`.indexOf('\0') : -1;
  return at < 0 ? info : { ...info, address: info.address.slice(at) };
}

/**
 * Whether a listen on the first address has bound the second one.
 *
 * @param {string | {address: string, port: number, type?: 'udp4' | 'udp6'}} got the result of address(), of a UDP socket with its type
 */
function isSame({ address, port, addressType, fd }, got) {
  if (typeof got === 'string') return address === got;
  if (got.type !== (UDP.test(addressType) ? addressType : undefined)) return false;
  const isAny = got.address === '::' || got.address === '0.0.0.0';
  return !(fd >= 0) && port === got.port && (address === got.address || (!address && isAny));
}

module.exports = { addressKey, isSame, unresolved };
