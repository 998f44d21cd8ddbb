'use strict';

// Proves that a new process has all the time that it was given, also where that is longer than a timer of Node's can be.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const Successor = require('../../lib/successor.js');

/** Is ready when timers of a millisecond have gone off. */
const SCRIPT = 'sleep 0.1; echo READY=1 >&$GOCLUSTER_READY_FD; exec sleep 600';

for (const timeout of [2 ** 31, Infinity]) {
  test(`${timeout} ms`, async (t) => {
    const program = { command: '/bin/sh', args: ['-c', SCRIPT], cwd: '/', env: process.env };
    const successor = new Successor(program, [], timeout, false);
    t.after(() => successor.kill());
    await successor.ready;
    assert.ok(successor.pid > 0);
  });
}
