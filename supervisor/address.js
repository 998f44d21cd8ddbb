'use strict';

// Addresses on which workers listen, as the 'listening' event of node:cluster has them. Used by supervised_worker.js.

/** @returns {string} a key that is the same for equal addresses */
function addressKey({ address, port, addressType, fd }) {
  return fd >= 0 && port == null ? `fd ${fd}` : `${address ?? '*'}:${port}:${addressType}`;
}

/** Whether a listen on the first address has bound the second one. @param {string | object} got the result of server.address() */
function isSame({ address, port, fd }, got) {
  if (typeof got === 'string') return address === got;
  const isAny = got.address === '::' || got.address === '0.0.0.0';
  return !(fd >= 0) && port === got.port && (address === got.address || (!address && isAny));
}

module.exports = { addressKey, isSame };
