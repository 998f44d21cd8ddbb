'use strict';

// Every line that HAProxy's agent-check is told, whole: without its newline HAProxy ignores it.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { test } = require('node:test');
const AgentCheck = require('../../supervisor/agent_check');
const Availability = require('../../supervisor/availability');

/** @param {object} state as supervisor/availability.js has it */
function lines(state, weights, drains = [false]) {
  const drained = { begin: () => (drained.begun = true), end: () => drains.shift() ?? false };
  const check = new AgentCheck({ get: () => state }, { weights, drained });
  const said = [check.line(), check.line()];
  return { said, begun: Boolean(drained.begun) };
}

const READY = { isReady: true, isLeaving: false, weight: 75 };

test('up, with a share of the weight or without', () => {
  assert.deepEqual(lines(READY, true).said, ['up 75%\n', 'up 75%\n']);
  assert.deepEqual(lines(READY, false).said, ['up\n', 'up\n']);
});

test('after its own drain: ready, for as long as every balancer needs to ask', () => {
  assert.deepEqual(lines(READY, false, [true]).said, ['ready up\n', 'ready up\n']);
});

test('down, with the reason', () => {
  const { said } = lines({ isReady: false, isLeaving: false, reason: 'starting' }, true);
  assert.deepEqual(said, ['down #starting\n', 'down #starting\n']);
});

test('drain, which is written down', () => {
  const { said, begun } = lines({ ...READY, isLeaving: true }, true);
  assert.deepEqual(said, ['drain\n', 'drain\n']);
  assert.ok(begun);
});

test('a small share is not 0, which HAProxy takes for a drain', (t) => {
  const supervisor = Object.assign(new EventEmitter(), {
    state: 'running',
    workers: () => [{ state: 'ready', send() {} }],
    wanted: 201,
  });
  t.after(() => supervisor.emit('ended'));
  const availability = new Availability(supervisor);
  supervisor.emit('serving');
  assert.deepEqual(lines(availability.get(), true).said, ['up 1%\n', 'up 1%\n']);
});
