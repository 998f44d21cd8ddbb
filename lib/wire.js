'use strict';

// Wire: all encoding and decoding of the frames of the control channel and of a worker channel, as core/wire/doc.go specifies them:
// little-endian 32-bit numbers.

const {
  Uint32Array,
  arrayConcat,
  arrayJoin,
  allocUnsafe,
  bufferConcat,
  bufferFrom,
  bufferSubarray,
  bufferToString,
  readUInt32LE,
  writeInt32LE,
} = require('./intrinsics');

/** The version of a worker channel's frames: after a deployment, the primary and a worker's half may come from different packages. */
const VERSION = 2;

const OP = {
  listen: 1,
  closeListener: 2,
  addWorker: 3,
  removeWorker: 4,
  drainWorker: 5,
  join: 6,
  leave: 7,
  suspend: 8,
  resume: 9,
  stats: 12,
  restoreWorker: 13,
  watch: 14,
  place: 15,
};
const NOTICE = {
  answer: 1,
  broken: 2,
  failed: 3,
  counted: 4,
  stalled: 5,
  recovered: 6,
  saturated: 7,
  resumed: 8,
};
/** The messages of a worker to the core. */
const MESSAGE = { ready: 1, gone: 2, refuse: 3, full: 4 };

/** A listener's options: how the next worker is chosen, what identifies a client, and which connections begin with a PROXY header. */
const SCHED_POLICY = { rr: 1, 'least-connections': 2, sticky: 3 };
const STICKY_KEY = { address: 1, header: 2, cookie: 3, query: 4, socketIO: 5 };
const PROXY_KIND = { off: 0, required: 1, optional: 2, trusted: 3 };

/** The kinds of statistics records, the names of each kind's values in their order, and a worker's states. */
const RECORD = { core: 1, listener: 2, worker: 3, total: 4 };
const COUNTERS = {
  core: ['iterations', 'fdShortages', 'lostWakes', 'backingOff', 'clusters', 'sessions'],
  // The other values of a listener are the counts of its waits.
  listener: [
    'accepted',
    'handedOff',
    'takenBack',
    'refused',
    'pending',
    'pendingMax',
    'queued',
    'peeking',
    'peekTimeouts',
    'peekOverflows',
    'peekRejections',
    'waitTotal', // in microseconds
  ],
  worker: [
    'state',
    'leaving',
    'stalled',
    'depth',
    'taken',
    'pulled',
    'handedOff',
    'takenBack',
    'refused',
    'stalls',
    'open',
    'heap', // in bytes
    'turns',
    'busyFor', // in milliseconds
    'busy', // in microseconds, as the next one
    'longest',
    'waitsOn',
  ],
  total: ['accepted', 'handedOff', 'takenBack', 'refused', 'taken', 'pulled', 'stalls'],
};
const STATES = ['gone', 'suspended', 'busy', 'idle'];
/** The upper bounds of the classes of a listener's waits, in milliseconds; one more class has no upper bound. */
const WAIT_BOUNDS = [1, 5, 10, 50, 100, 500, 1000, 5000, 10000];

/** The limits of one message: sys.MaxBytes and sys.MaxFDs of the core. */
const MAX_BYTES = 8192;
const MAX_FDS = 16;

const NUMBER_SIZE = 4;
/** How many listeners one request may name, if it may name more than one. */
const LISTENERS_MAX = MAX_BYTES / NUMBER_SIZE - 3;
const NOTICE_SIZE = 4 * NUMBER_SIZE;
const RECORD_SIZE = 3 * NUMBER_SIZE;

/** @param {number[]} values */
function encode(values) {
  const frame = allocUnsafe(values.length * NUMBER_SIZE);
  for (let i = 0; i < values.length; i++) writeInt32LE(frame, values[i] | 0, i * NUMBER_SIZE);
  return frame;
}

/**
 * @param {number} op one of OP
 * @param {number} seq
 * @param {number} listener
 * @param {number} worker
 * @param {number[]} [also] further listeners, at most LISTENERS_MAX with the first; only for closeListener and leave
 * @returns {Buffer}
 */
function request(op, seq, listener, worker, also = []) {
  return encode(arrayConcat([op, seq, listener, worker], also));
}

/**
 * Encodes a listener's options, which follow the numbers of a listen request.
 *
 * @param {import('./listener_options').ListenerOptions} options
 * @returns {Buffer}
 */
function listenOptions({ schedulingPolicy, sticky, proxyProtocol }) {
  const { kind, name, ipv6Prefix, maxBytes, timeout } = sticky;
  const nameBytes = bufferFrom(name);
  const numbers = encode([
    SCHED_POLICY[schedulingPolicy],
    STICKY_KEY[kind],
    ipv6Prefix,
    maxBytes,
    timeout,
    PROXY_KIND[proxyProtocol.kind],
    nameBytes.length,
  ]);
  return bufferConcat([numbers, nameBytes, bufferFrom(arrayJoin(proxyProtocol.networks, ','))]);
}

/**
 * @typedef {object} Notice
 * @property {number} kind one of NOTICE
 * @property {number} id
 * @property {number} errno 0 or negative, as libuv has it
 * @property {string} text
 * @property {StatsRecord} [record] of `counted`
 *
 * @typedef {object} StatsRecord
 * @property {number} kind one of RECORD
 * @property {number} cluster
 * @property {number} id of the listener or the worker
 * @property {number[]} values
 */

/** Decodes a record of statistics. @returns {StatsRecord} */
function readRecord(bytes, begin, end) {
  const number = (at) => readUInt32LE(bytes, at);
  const values = [];
  for (let at = begin + RECORD_SIZE; at < end; at += 2 * NUMBER_SIZE) {
    values[values.length] = number(at) + number(at + NUMBER_SIZE) * 2 ** 32;
  }
  return {
    kind: number(begin),
    cluster: number(begin + NUMBER_SIZE),
    id: number(begin + 2 * NUMBER_SIZE),
    values,
  };
}

/**
 * Decodes the notices that were read back to back, and calls back for each of them.
 *
 * @param {Buffer} bytes
 * @param {number} byteLength how much was read
 * @param {(notice: Notice) => void} callback
 */
function forEachNotice(bytes, byteLength, callback) {
  let end;
  for (let at = 0; at < byteLength; at = end) {
    const number = (i) => readUInt32LE(bytes, at + i * NUMBER_SIZE);
    end = at + number(0);
    const text = at + NOTICE_SIZE;
    const notice = {
      kind: number(1),
      id: number(2),
      errno: number(3) === 0 ? 0 : -number(3),
      text: '',
    };
    if (notice.kind === NOTICE.counted) notice.record = readRecord(bytes, text, end);
    else notice.text = bufferToString(bytes, 'utf8', text, end);
    callback(notice);
  }
}

/**
 * @param {number} message one of MESSAGE
 * @param {number} value the listener's number
 * @returns {Buffer}
 */
function workerMessage(message, value) {
  return encode([message, value]);
}

/**
 * The message by which a worker sends a connection back.
 *
 * @param {number} listener
 * @param {Buffer | null} header of the PROXY protocol, as it came with the connection
 * @returns {Buffer}
 */
function refusal(listener, header) {
  const frame = workerMessage(MESSAGE.refuse, listener);
  return header === null ? frame : bufferConcat([frame, header]);
}

/** The hand-off in a worker channel's buffer. */
class HandOff {
  /** A flag in the listener's number: the message brings the listening socket, not a connection. */
  static LEND = 0x80000000;

  #number;
  #bytes;

  /** @param {ArrayBuffer} memory the channel's */
  constructor(memory) {
    this.#number = new Uint32Array(memory, 0, 1);
    this.#bytes = bufferFrom(memory);
  }

  /**
   * A copy of the PROXY protocol header that the core has read; null if the connection had none.
   *
   * @param {number} byteLength of the message
   * @returns {Buffer | null}
   */
  header(byteLength) {
    if (byteLength <= NUMBER_SIZE) return null;
    return bufferFrom(bufferSubarray(this.#bytes, NUMBER_SIZE, byteLength));
  }

  /** The listener's number. */
  get listener() {
    return this.#number[0] & ~HandOff.LEND;
  }

  get isLent() {
    return this.#number[0] >= HandOff.LEND;
  }
}

module.exports = {
  VERSION,
  OP,
  NOTICE,
  MESSAGE,
  SCHED_POLICY,
  STICKY_KEY,
  PROXY_KIND,
  RECORD,
  COUNTERS,
  STATES,
  WAIT_BOUNDS,
  LISTENERS_MAX,
  MAX_BYTES,
  MAX_FDS,
  request,
  listenOptions,
  forEachNotice,
  workerMessage,
  refusal,
  HandOff,
};
