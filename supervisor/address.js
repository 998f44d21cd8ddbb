'use strict';

// Addresses on which workers listen, as the 'listening' event of node:cluster has them. Used by supervised_worker.js.

const { realpathSync } = require('node:fs');
const { isAbsolute, relative } = require('node:path');

const UDP = /^udp/;
/** The address type of a Unix socket. */
const PATH = -1;

function realOf(folder) {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // it is gone
  }
}

/**
 * @param {string} cwd of a worker that is started now
 * @returns {(info: import('node:cluster').Address) => string} a key that is the same for equal addresses. A path in the worker's folder
 *   is that of another worker in its own, because a link such as "current" may lead to a newer one by then
 */
function keysIn(cwd) {
  const folder = realOf(cwd);
  return ({ address, port, addressType, fd }) => {
    if (fd >= 0 && port == null) return `fd ${fd}`;
    if (addressType !== PATH) return `${address ?? '*'}:${port}:${addressType}`;
    const inside = isAbsolute(`${address}`) ? relative(folder, address) : '..';
    return inside.startsWith('..') ? address : inside;
  };
}

/** An abstract name begins with a zero byte. Node resolves it as if it were a path, in whatever folder the worker is. */
function unresolved(info) {
  const at = info.addressType === PATH ? `${info.address}`.indexOf('\0') : -1;
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

module.exports = { keysIn, isSame, unresolved };
