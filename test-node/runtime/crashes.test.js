'use strict';
// What crashes a primary or a worker of a running cluster, from an exception to a broken native module, ends it as under
// the built-in: the same code or signal, and nothing of Go's on stderr.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { cannotCompile, compile } = require('../support/compile.js');
const { run } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

function program(report) {
  const cluster = require('node:cluster');
  const [, , role, way, addon] = process.argv;
  const ways = {
    'process.abort()': () => process.abort(),
    'an exception': () => {
      throw new Error('on purpose');
    },
    'an exception, with --abort-on-uncaught-exception': () => {
      setImmediate(() => {
        throw new Error('on purpose');
      });
    },
    'a rejection': () => Promise.reject(new Error('on purpose')),
    'an exception in a worker_thread': () => {
      const { Worker } = require('node:worker_threads');
      new Worker('throw new Error("on purpose")', { eval: true });
    },
    'an exception in an exception handler': () => {
      process.on('uncaughtException', () => {
        throw new Error('again');
      });
      throw new Error('on purpose');
    },
    'process.exit(42)': () => process.exit(42),
    'process.reallyExit(43)': () => process.reallyExit(43),
    'an endless recursion': () => {
      const deeper = () => deeper() + 1;
      deeper();
    },
    'no memory': () => {
      const all = [];
      for (;;) all.push(new Array(1000).fill(all.length));
    },
    segv: () => require(addon)('segv'),
    bus: () => require(addon)('bus'),
    fpe: () => require(addon)('fpe'),
    ill: () => require(addon)('ill'),
    abort: () => require(addon)('abort'),
  };

  if (cluster.isWorker) {
    require('node:net')
      .createServer()
      .listen({ port: 0, host: '127.0.0.1' }, () => role === 'worker' && ways[way]());
    return;
  }
  const worker = cluster.fork();
  worker.on('exit', (code, signal) => role === 'worker' && report('exit', { code, signal }));
  cluster.on('listening', () => role === 'primary' && ways[way]());
}

/** By the way: arguments of node that it needs. */
const WAYS = {
  'process.abort()': [],
  'an exception': [],
  'an exception, with --abort-on-uncaught-exception': ['--abort-on-uncaught-exception'],
  'a rejection': [],
  'an exception in a worker_thread': [],
  'an exception in an exception handler': [],
  'process.exit(42)': [],
  'process.reallyExit(43)': [],
  'an endless recursion': [],
  'no memory': ['--max-old-space-size=20'],
};
const FAULTS = ['segv', 'bus', 'fpe', 'ill', 'abort'];
const GO = /goroutine|runtime\.|fatal error: |SIG[A-Z]+: |libgocluster|gocluster\/core/;

async function endOf(t, role, way, nodeArgs, addon, builtin) {
  const primary = run(t, program, { args: [role, way, addon ?? ''], nodeArgs, builtin });
  const end = role === 'primary' ? await primary.exit() : await primary.next('exit');
  await primary.gone();
  assert.doesNotMatch(primary.stderr, GO);
  return end;
}

async function compare(t, way, nodeArgs, addon) {
  const check = async (role) => {
    const [expected, tested] = await Promise.all([
      endOf(t, role, way, nodeArgs, addon, true),
      endOf(t, role, way, nodeArgs, addon),
    ]);
    assert.deepEqual(tested, expected, `${role}, ${way}`);
    assert.notDeepEqual(tested, { code: 0, signal: null }, 'it is a crash');
    t.diagnostic(`${role}: ${tested.signal ?? tested.code}`);
  };
  await Promise.all(['primary', 'worker'].map(check));
}

for (const [way, nodeArgs] of Object.entries(WAYS)) {
  test(`a crash by ${way}`, (t) => compare(t, way, nodeArgs));
}

for (const way of FAULTS) {
  test(`a native module that faults: ${way}`, { skip: cannotCompile }, (t) =>
    compare(t, way, [], compile(path.join(__dirname, 'fault.c'), folder(t))),
  );
}
