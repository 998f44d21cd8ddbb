'use strict';

// Proves which places go first when a service gets fewer of them.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const Slots = require('../../supervisor/slots.js');

test('those that are given up, then those whose worker does not serve', () => {
  const slots = new Slots();
  const [lost, serving, starting] = [slots.add(), slots.add(), slots.add()];
  serving.worker = { state: 'ready' };
  starting.worker = { state: 'starting' };
  const surplus = (count) => slots.surplus(count, (slot) => slot === lost);
  assert.deepEqual(surplus(3), []);
  assert.deepEqual(surplus(2), [lost]);
  assert.deepEqual(surplus(1), [lost, starting]);
});
