'use strict';

// The frames of the control channel and of a worker channel, as core/wire has them: little-endian 32-bit words.

const OP = {
  listen: 1,
  closeListener: 2,
  addWorker: 3,
  removeWorker: 4,
  drainWorker: 5,
  join: 6,
  leave: 7,
};
const KIND = { tcp: 1, unix: 2, fd: 3 };
const FLAG = { ipv6Only: 1, readableAll: 2, writableAll: 4, exactMode: 8 };
const NOTICE = { answer: 1, broken: 2, failed: 3, panicked: 4 };
const SAY = { ready: 1, gone: 2, refuse: 3, room: 4, prefetch: 5 };

/** On a connection's word: say room once it is read. */
const WANT_ROOM = 0x80000000;
/** The largest prefetch, and what holds for a worker that has said none. */
const PREFETCH_MAX = 8;
/** The word that stands for no connection. */
const PROBE = 0;

/** The limits of one message: sys.MaxBytes and sys.MaxFDs of the core. */
const MAX_BYTES = 1024;
const MAX_FDS = 16;

const WORD = 4;
const NOTICE_SIZE = 6 * WORD;

function words(...values) {
  const frame = Buffer.allocUnsafe(values.length * WORD);
  values.forEach((value, i) => frame.writeInt32LE(value | 0, i * WORD));
  return frame;
}

/**
 * @param {number} op one of OP
 * @param {number} seq
 * @param {number} listener
 * @param {number} worker
 * @returns {Buffer}
 */
function request(op, seq, listener, worker) {
  return words(op, seq, listener, worker);
}

/**
 * @param {number} seq
 * @param {number} listener
 * @param {{kind: number, backlog: number, flags: number, port: number, address: string}} bind
 * @returns {Buffer}
 */
function listenRequest(seq, listener, { kind, backlog, flags, port, address }) {
  return Buffer.concat([
    request(OP.listen, seq, listener, 0),
    words(kind, backlog, flags, port),
    Buffer.from(address),
  ]);
}

/**
 * The notices that were read back to back.
 *
 * @param {Buffer} bytes
 * @returns {Array<{kind: number, id: number, errno: number, family: number, port: number, text: string}>} errno is
 *   negative, as libuv has it
 */
function notices(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at)) {
    const [, kind, id, errno, family, port] = Array.from({ length: 6 }, (_, i) =>
      bytes.readUInt32LE(at + i * WORD),
    );
    const text = bytes.toString('utf8', at + NOTICE_SIZE, at + bytes.readUInt32LE(at));
    found.push({ kind, id, errno: errno === 0 ? 0 : -errno, family, port, text });
  }
  return found;
}

/**
 * What a worker says.
 *
 * @param {number} say one of SAY
 * @param {number} listener
 * @returns {Buffer}
 */
function saying(say, listener) {
  return words(say, listener);
}

module.exports = {
  OP,
  KIND,
  FLAG,
  NOTICE,
  SAY,
  WANT_ROOM,
  PREFETCH_MAX,
  PROBE,
  MAX_BYTES,
  MAX_FDS,
  request,
  listenRequest,
  notices,
  saying,
};
