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
const bit = (i) => 2 ** i;

test('requests', () => {
  const names = block('Listen Op = iota + 1');
  assertTable(wire.OP, names, counted);
  // The one that the addon sends itself.
  assert.equal(names.length, Object.keys(wire.OP).length + 1);
  assert.equal(constant(C, /#define OP_ATTACH (\d+)/), names.indexOf('Attach') + 1);
});

test('kinds and flags of a listener', () => {
  const kinds = block('KindTCP  Kind = iota + 1').map((name) => name.replace('Kind', ''));
  assertTable(wire.KIND, kinds, counted);
  const flags = block('FlagIPv6Only = 1 << iota').map((name) => name.replace('Flag', ''));
  assertTable(wire.FLAG, flags, bit);
});

test("a worker's words", () => {
  assertTable(wire.SAY, block('Ready    Say = iota + 1'), counted);
  assert.equal(wire.PREFETCH_MAX, constant(GO, /const PrefetchMax = (\d+)/));
  assert.equal(wire.WANT_ROOM, 2 ** constant(GO, /const WantRoom = 1 << (\d+)/));
  assert.equal(wire.PROBE, constant(GO, /const Probe = (\d+)/));
});

test('the limits of a message', () => {
  assert.equal(wire.MAX_BYTES, constant(GO, /const MaxBytes = (\d+)/));
  assert.equal(wire.MAX_BYTES, constant(C, /#define MAX_BYTES (\d+)/));
  assert.equal(wire.MAX_FDS, constant(GO, /const MaxFDs = (\d+)/));
  assert.equal(wire.MAX_FDS, constant(C, /#define MAX_FDS (\d+)/));
});
