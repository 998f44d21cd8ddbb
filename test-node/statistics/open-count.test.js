'use strict';

// What a worker counts as open goes up and down with its servers' own counts, also of servers that listen no more.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const OpenConnections = require('../../lib/open_connections');

test('the sum over all servers, at each moment', () => {
  const open = new OpenConnections();
  const [one, other] = [{ _connections: 0 }, { _connections: 0 }];
  const counts = [];
  const becomes = (ofOne, ofOther) => {
    one._connections = ofOne;
    other._connections = ofOther;
    counts.push(open.measure(false));
  };
  open.add(one);
  becomes(3, 5); // nobody asks for the other
  open.add(other);
  becomes(3, 5);
  becomes(1, 0);
  open.remove(other);
  becomes(1, 2); // it listens no more, and its connections last
  becomes(1, 0);
  becomes(1, 2); // it was forgotten when it had none
  open.remove(one);
  becomes(1, 0);
  becomes(0, 0);
  assert.deepEqual(counts, [3, 8, 1, 3, 1, 1, 1, 0]);
});

test('a server that listens twice, and closes once', () => {
  const open = new OpenConnections();
  const server = { _connections: 0 };
  open.add(server);
  open.add(server);
  open.remove(server);
  assert.equal(open.measure(false), 0);
  server._connections = 2;
  assert.equal(open.measure(false), 2);
});

test('the heap, where it is asked for', () => {
  const open = new OpenConnections();
  open.measure(false);
  assert.equal(open.heap[0], 0);
  open.measure(true);
  assert.ok(open.heap[0] > 0);
});
