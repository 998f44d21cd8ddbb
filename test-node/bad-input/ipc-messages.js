'use strict';

// What ipc-fuzz.test.js has a hostile worker say over IPC: messages in the form of the cluster's own with fields of every
// kind, the same for the same seed.

const fc = require('fast-check');

const ACTS = [
  'queryServer',
  'queryServer',
  'listening',
  'close',
  'online',
  'exitedAfterDisconnect',
];
const COMMANDS = [
  'NODE_HANDLE',
  'NODE_HANDLE_ACK',
  'NODE_HANDLE_NACK',
  'NODE_',
  'NODE_DEBUG_ENABLED',
];
const TYPES = [
  'net.Native',
  'net.Socket',
  'dgram.Native',
  'dgram.Socket',
  'toString',
  'nothing known',
];

/**
 * With shared sockets a descriptor that a worker names is opened in the primary itself, as under Node: whatever it is, it is
 * closed with the listener. That is in SECURITY.md, and no test survives it for long.
 */
const SHARED = process.env.NODE_CLUSTER_SCHED_POLICY === 'none';

/** Objects that throw where they are turned into a string or a number, and names that lead to a prototype. */
const NASTY = [
  { toString: null },
  { toString: 1, valueOf: 1 },
  { valueOf: {}, toString: {} },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  { constructor: { prototype: { polluted: true } } },
  '__proto__',
  'constructor',
  'x'.repeat(70_000),
  '\0abstract',
  [[[]]],
];

function isPort(port) {
  return typeof port === 'number' && port > 0 && port < 65536;
}

/** @param {boolean} advanced with values that only structured cloning carries */
function message(advanced) {
  const junk = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(undefined, null, true, 0, -1, 1.5, 2 ** 31, 2 ** 32 + 5, ''),
    },
    // No slash: a path is made where the primary runs and nowhere else.
    fc.string().map((text) => text.replaceAll('/', '_')),
    fc.anything({
      maxDepth: 2,
      withBigInt: advanced,
      withDate: advanced,
      withMap: advanced,
      withSet: advanced,
      withTypedArray: advanced,
    }),
  );
  const mostly = (...usual) =>
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: junk });
  const named = mostly(undefined, undefined, -1, 0, 5, 23, 2 ** 31, 2 ** 32 + 5);
  return fc.record(
    {
      act: mostly(...ACTS),
      seq: mostly(0, 1, 2),
      ack: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.nat(20), junk),
      address: mostly('127.0.0.1', '::1', '', null, 'relative', '999.1.1.1'),
      // Only ports that the kernel chooses: others may be somebody's.
      port: mostly(0, 0, -1, 65536, '0', null).filter((port) => !isPort(port)),
      addressType: mostly(4, 6, -1, 'udp4', 'udp6'),
      fd: SHARED ? fc.constantFrom(undefined, -1, 2 ** 31, 2 ** 32 + 5, null, '5', {}) : named,
      index: mostly(0, 1, 2),
      flags: mostly(undefined, 0, 1),
      backlog: mostly(undefined, 1, -1),
      data: mostly(null, null, 'zz', 5),
      key: mostly('127.0.0.1:0:4:undefined:0', ':0:4:undefined:0', '::1:0:6:undefined:1'),
      channel: mostly(true, true, false),
      readableAll: mostly(undefined, true),
      __proto__: fc.constant(undefined),
    },
    { requiredKeys: ['act'] },
  );
}

/** Messages of the cluster's, as many as asked for. */
function acts(seed, count, advanced) {
  const made = fc.sample(message(advanced), { seed, numRuns: count });
  return made.map((each) => ({ cmd: 'NODE_CLUSTER', ...each }));
}

/** Messages of child_process's own, about handles. */
function handles(seed, count, advanced) {
  const cmd = fc.constantFrom(...COMMANDS);
  const type = fc.constantFrom(...TYPES);
  return fc.sample(fc.record({ cmd, type, msg: message(advanced) }), { seed, numRuns: count });
}

/** Bytes that are no message, or the beginning of one. */
function bytes(seed, count) {
  const line = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    fc.constantFrom(
      'null\n',
      '{\n',
      '[]\n',
      '"NODE_"\n',
      '{"cmd":1}\n',
      '{"cmd":"NODE_CLUSTER"}\n',
      '\n\n\n',
    ),
    fc
      .constantFrom([0xff, 0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 0], [0, 0, 0, 1, 0xff])
      .map(Buffer.from),
  );
  return fc.sample(line, { seed, numRuns: count }).map((each) => Buffer.from(each));
}

module.exports = { acts, handles, bytes };
