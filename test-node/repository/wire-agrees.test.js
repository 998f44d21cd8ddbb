'use strict';

// Proves that the three that speak on a channel, core (Go), lib (JavaScript) and addon (C), mean the same by each number.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { filesIn, read } = require('./files');
const wire = require('../../lib/wire');

const GO = [...filesIn('core/wire', /\.go$/), ...filesIn('core/sys', /\.go$/)].map(read).join('\n');
const C = filesIn('addon', /\.[ch]$/)
  .map(read)
  .join('\n');

/** The names of a Go block of constants that begins with this line, in order. */
function block(beginning) {
  const start = GO.indexOf(`\t${beginning}`);
  assert.ok(start >= 0, `core has no "${beginning}"`);
  const lines = GO.slice(start, GO.indexOf('\n)', start)).split('\n');
  return lines.map((line) => /^\t(\w+)/.exec(line)[1]);
}

function constant(text, pattern) {
  const found = pattern.exec(text);
  assert.ok(found, `${pattern}`);
  return Number(found[1]);
}

/** From one, or from the first bit, in the order of the table. */
function assertTable(table, names, value) {
  const expected = names.map((name, i) => [name.toLowerCase(), value(i)]);
  const actual = Object.entries(table).map(([name, each]) => [name.toLowerCase(), each]);
  assert.deepEqual(actual, expected.slice(0, actual.length));
}

const counted = (i) => i + 1;

test('requests', () => {
  const names = block('Listen Op = iota + 1');
  const others = ['Attach', 'AttachReader']; // the addon's
  const own = Object.entries(wire.OP).map(([name, op]) => [name.toLowerCase(), op]);
  const expected = names.map((name, i) => [name, i + 1]).filter(([name]) => !others.includes(name));
  assert.deepEqual(
    own,
    expected.map(([name, op]) => [name.toLowerCase(), op]),
  );
  assert.equal(constant(C, /#define OP_ATTACH (\d+)/), names.indexOf('Attach') + 1);
});

test("a worker's messages", () => {
  assertTable(wire.MESSAGE, block('Ready '), counted);
  assert.equal(wire.HandOff.LEND, 2 ** constant(GO, /const Lend = 1 << (\d+)/));
  assert.equal(wire.HandOff.LEND, constant(C, /#define LEND (0x\w+)u/));
  // The one that the addon sends itself.
  assert.equal(constant(C, /idle_message\[\] = \{(\d+), 0\}/), block('Ready ').indexOf('Idle') + 1);
});

test('notices', () => {
  assertTable(wire.NOTICE, block('Answer    NoticeKind = iota + 1'), counted);
  assert.equal(Object.keys(wire.NOTICE).length, block('Answer    NoticeKind = iota + 1').length);
});

test("a listener's options", () => {
  const fold = (table) =>
    Object.fromEntries(Object.entries(table).map(([name, each]) => [name.replace('-', ''), each]));
  assertTable(
    fold(wire.SCHED_POLICY),
    ['rr', ...block('RoundRobin PolicyKind = iota + 1').slice(1)],
    counted,
  );
  const keys = block('ByAddress  KeyKind = iota + 1').map((name) => name.replace('By', ''));
  assertTable(wire.STICKY_KEY, keys, counted);
  const proxy = block('ProxyOff      ProxyKind = iota').map((name) => name.replace('Proxy', ''));
  assertTable(wire.PROXY_KIND, proxy, (i) => i);
  for (const [table, names] of [
    [wire.STICKY_KEY, keys],
    [wire.PROXY_KIND, proxy],
  ]) {
    assert.equal(Object.keys(table).length, names.length);
  }
});

test('statistics', () => {
  assertTable(
    wire.RECORD,
    block('CoreRecord RecordKind = iota + 1').map((name) => name.replace('Record', '')),
    counted,
  );
  for (const [kind, names] of Object.entries(wire.COUNTERS)) {
    const [, struct] = new RegExp(`type ${kind}Stats struct \\{([^}]*)\\n\\}`, 'i').exec(GO);
    const fields = [...struct.matchAll(/^\t(\w+) +(\S+)/gm)];
    // A listener's waits come last, and are many.
    const counters = fields.filter(([, , type]) => type === 'uint64').map(([, name]) => name);
    assert.deepEqual(
      names.map((name) => name.toLowerCase()),
      counters.map((name) => name.toLowerCase()),
    );
    assert.equal(fields.length - counters.length, kind === 'listener' ? 1 : 0);
  }
  const [, bounds] = /WaitBounds = \[\.\.\.\]uint64\{([\d, ]*)\}/.exec(GO);
  assert.deepEqual(
    wire.WAIT_BOUNDS.map((bound) => bound * 1000),
    bounds.split(', ').map(Number),
  );
  const [, states] = /return \[\.\.\.\]string\{([^}]*)\}\[s\]/.exec(read('core/policy/policy.go'));
  assert.deepEqual(wire.STATES, JSON.parse(`[${states}]`));
});

test('the limits of a message', () => {
  assert.equal(wire.MAX_BYTES, constant(GO, /const MaxBytes = (\d+)/));
  assert.equal(wire.MAX_BYTES, constant(C, /#define MAX_BYTES (\d+)/));
  assert.equal(wire.MAX_FDS, constant(GO, /const MaxFDs = (\d+)/));
  assert.equal(wire.MAX_FDS, constant(C, /#define MAX_FDS (\d+)/));
});

test('the version of the C interface', () => {
  assert.equal(
    constant(read('capi/gocluster.h'), /#define GOCLUSTER_ABI (\d+)/),
    constant(GO, /const Version = (\d+)/),
  );
});

const JAVASCRIPT = read('lib/errno.js');

/** The errors that are named between a beginning and an end, in order. */
function errors(text, beginning, end) {
  const start = text.indexOf(beginning);
  assert.ok(start >= 0, `there is no "${beginning}"`);
  return text
    .slice(start, text.indexOf(end, start))
    .match(/\bE[A-Z]{3,}\b/g)
    .sort();
}

test('what is transient', () => {
  const expected = errors(GO, 'func IsTransient(', '\n}');
  assert.deepEqual(errors(JAVASCRIPT, 'const TRANSIENT =', ']'), expected);
});

test('what is a shortage', () => {
  const expected = errors(C, 'bool is_shortage(int error) {', '\n}');
  assert.deepEqual(errors(JAVASCRIPT, 'const SHORTAGES =', ']'), expected);
});

test('how rarely a yield is done where it is dear', () => {
  assert.equal(constant(GO, /restMax += (\d+)/), constant(C, /#define REST_MAX (\d+)/));
  // A turn of the core is shorter than one of a worker.
  const max = { core: constant(GO, /yieldMax += (\d+) \* time\.Millisecond/) * 1e6 };
  max.worker = constant(read('addon/yield.c'), /#define COST_MAX (\d+)/);
  assert.ok(max.worker < max.core);
});
