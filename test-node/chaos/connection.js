'use strict';

// What the processes of a chaos run agree on: how a connection is known, and what time it is.
//
// Each connection comes from an address of its own in 127.0.0.0/8. So whoever has the socket, or only sees it in
// /proc/net/tcp, knows which connection it is before a byte was read.

const FIRST_NET = 16;
const LAST_NET = 253;
/** Where the servers are. */
const HOST_NET = 254;
const MAX_ID = ((LAST_NET - FIRST_NET + 1) << 16) - 1;
/** The servers of a worker. */
const KINDS = ['tcp', 'http'];
/** Of a worker that was told to exit. */
const EXIT_CODE = 3;

/** @param {number} id @returns {string} where the connection comes from */
function addressOf(id) {
  if (id > MAX_ID) throw new Error('out of addresses');
  return `127.${FIRST_NET + (id >> 16)}.${(id >> 8) & 255}.${id & 255}`;
}

/** @param {string | undefined} address @returns {number} -1 for none: the client has gone already */
function idOf(address) {
  if (!address) return -1;
  const [, net, high, low] = address.split('.').map(Number);
  return ((net - FIRST_NET) << 16) | (high << 8) | low;
}

/** Microseconds of a clock that all processes share. */
function now() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + Math.floor(nanoseconds / 1e3);
}

/** A number from 0 to 99 that belongs to the connection: what it and its worker do is repeatable. */
function dice(id, salt) {
  return (Math.imul(id + 1, salt) >>> 16) % 100;
}

module.exports = { EXIT_CODE, HOST_NET, KINDS, addressOf, idOf, now, dice };
