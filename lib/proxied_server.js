'use strict';

// ProxiedServer: a server whose connections come through a proxy, which sends the client's address in a header of the PROXY protocol.
// The core has read the header from the socket; here it becomes the addresses of the connection, and socket.proxyProtocol. Loaded only
// if a server is configured for it. Used by inbox.js.

const {
  ProgramMap,
  WeakMap,
  bufferIndexOf,
  bufferLength,
  bufferSubarray,
  bufferToString,
  numberToString,
  prependListener,
  readUInt16BE,
} = require('./intrinsics');
const { errnoOf } = require('./errno');

// Offsets in the frame that peek.Header.Append of the core writes: the header's version, then what follows the signature in version 2.
const COMMAND = 1;
const FAMILY = 2;
const ADDRESSES = 5;
const LOCAL = 0;
const STREAM = 1;
const PORT_SIZE = 2;
const PATH_SIZE = 108;
/** The bytes of a field before its value: its type and its length. */
const FIELD_HEAD = 3;

/** By the upper half of the family's byte; 0 means that nothing is known. */
const FAMILIES = [
  { size: 0 },
  { name: 'IPv4', size: 4, read: readIPv4 },
  { name: 'IPv6', size: 16, read: readIPv6 },
  { name: 'unix', size: PATH_SIZE, read: readPath },
];

/** The errno from a handle that has no address, such as a Unix socket's in Node. */
const NO_ADDRESS = errnoOf('EINVAL');

function readIPv4(frame, at) {
  return `${frame[at]}.${frame[at + 1]}.${frame[at + 2]}.${frame[at + 3]}`;
}

/** The address as inet_ntop() writes it: without the longest run of zeros. */
function readIPv6(frame, at) {
  const groups = [];
  for (let i = 0; i < 8; i++) groups[i] = readUInt16BE(frame, at + 2 * i);
  const zeros = longestZeros(groups);
  const isMapped = zeros.begin === 0 && zeros.length === 5 && groups[5] === 0xffff;
  const count = isMapped ? 6 : 8;
  let text = '';
  for (let i = 0; i < count; i++) {
    if (i === zeros.begin) {
      text += '::';
      i += zeros.length - 1;
      continue;
    }
    if (text !== '' && i !== zeros.begin + zeros.length) text += ':';
    text += numberToString(groups[i], 16);
  }
  return isMapped ? `${text}:${readIPv4(frame, at + 12)}` : text;
}

/** The longest run of zeros. A single zero is no run. */
function longestZeros(groups) {
  let longest = { begin: -1, length: 1 };
  for (let begin = 0; begin < 8; begin++) {
    let length = 0;
    while (begin + length < 8 && groups[begin + length] === 0) length++;
    if (length > longest.length) longest = { begin, length };
  }
  return longest.begin < 0 ? { begin: -1, length: 0 } : longest;
}

/** A path ends with a zero byte; an abstract name begins with one. */
function readPath(frame, at) {
  const bytes = bufferSubarray(frame, at, at + PATH_SIZE);
  const end = bufferIndexOf(bytes, 0, 1);
  return bufferToString(bytes, 'utf8', 0, end < 0 ? PATH_SIZE : end);
}

/** The fields after the addresses, by type: the first of each type, or none at all if they are malformed. */
function readFields(frame, begin) {
  const fields = new ProgramMap();
  const end = bufferLength(frame);
  let at = begin;
  while (at + FIELD_HEAD <= end) {
    const value = at + FIELD_HEAD;
    const next = value + readUInt16BE(frame, at + 1);
    if (next > end) break;
    if (!fields.has(frame[at])) fields.set(frame[at], bufferSubarray(frame, value, next));
    at = next;
  }
  return at < end ? new ProgramMap() : fields;
}

/**
 * @typedef {object} ProxyHeader what socket.proxyProtocol is
 * @property {1 | 2} version
 * @property {'PROXY' | 'LOCAL'} command LOCAL: the proxy speaks for itself, as in a health check
 * @property {'IPv4' | 'IPv6' | 'unix' | undefined} family undefined if the proxy names no addresses
 * @property {string | undefined} sourceAddress for a Unix socket a path
 * @property {number | undefined} sourcePort
 * @property {string | undefined} destinationAddress
 * @property {number | undefined} destinationPort
 * @property {Map<number, Buffer>} tlvs the other fields, by type
 */

/**
 * @param {Buffer} frame kept: the values of `tlvs` are parts of it
 * @returns {ProxyHeader}
 */
function readHeader(frame) {
  const isLocal = (frame[COMMAND] & 0xf) === LOCAL;
  const said = FAMILIES[frame[FAMILY] >> 4] ?? FAMILIES[0];
  const family = isLocal || (frame[FAMILY] & 0xf) !== STREAM ? FAMILIES[0] : said;
  const { name, size, read } = family;
  const ports = ADDRESSES + 2 * size;
  const hasPorts = name === 'IPv4' || name === 'IPv6';
  const portsSaid = said.size > 0 && said.size < PATH_SIZE ? 2 * PORT_SIZE : 0;
  return {
    version: frame[0],
    command: isLocal ? 'LOCAL' : 'PROXY',
    family: name,
    sourceAddress: read?.(frame, ADDRESSES),
    sourcePort: hasPorts ? readUInt16BE(frame, ports) : undefined,
    destinationAddress: read?.(frame, ADDRESSES + size),
    destinationPort: hasPorts ? readUInt16BE(frame, ports + PORT_SIZE) : undefined,
    tlvs: readFields(frame, ADDRESSES + 2 * said.size + portsSaid),
  };
}

/** A getpeername() or getsockname() for a connection's handle. */
function answer(family, address, port) {
  return (out) => {
    if (port === undefined) return NO_ADDRESS;
    out.family = family;
    out.address = address;
    out.port = port;
    return 0;
  };
}

class ProxiedServer {
  #header; // of the connection that is being emitted

  /**
   * Gives the server's sockets their headers before any other listener of the server's events gets the sockets.
   *
   * @param {import('node:net').Server} server
   */
  constructor(server) {
    prependListener(server, 'connection', (socket) => {
      if (this.#header === undefined) return; // the socket does not come from the core
      socket.proxyProtocol = this.#header;
      this.#header = undefined;
    });
    if (typeof server.setSecureContext !== 'function') return;
    // A TLS socket takes its addresses from the socket below it, but is another object.
    prependListener(server, 'secureConnection', (socket) => {
      const header = socket._parent?.proxyProtocol;
      if (header !== undefined) socket.proxyProtocol = header;
    });
  }

  /**
   * Gives the connection the addresses in its header, and keeps the header for the socket that is emitted next.
   *
   * @param {object} connection its handle
   * @param {Buffer | null} frame null if it had no header
   */
  expect(connection, frame) {
    this.#header = undefined;
    if (frame === null) return;
    const header = readHeader(frame);
    this.#header = header;
    const { family } = header;
    if (family === undefined) return;
    connection.getpeername = answer(family, header.sourceAddress, header.sourcePort);
    connection.getsockname = answer(family, header.destinationAddress, header.destinationPort);
  }

  /** The connection has been emitted, or dropped by the server's blockList: a socket emitted now does not come from the core. */
  forget() {
    this.#header = undefined;
  }
}

const SERVERS = new WeakMap(); // one for each server, however often it listens

/** @param {import('node:net').Server} server @returns {ProxiedServer} */
function proxied(server) {
  if (!SERVERS.has(server)) SERVERS.set(server, new ProxiedServer(server));
  return SERVERS.get(server);
}

module.exports = proxied;
