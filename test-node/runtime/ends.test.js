'use strict';
// What ends a primary or a worker of a running cluster, from process.exit() to a broken native module, ends it as under
// the built-in: the same code or signal, and nothing of Go's on stderr.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { cannotCompile, compile } = require('../support/compile.js');
const { run } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

function program(report) {
  const cluster = require('node:cluster');
  const [, , role, addon, ...cases] = process.argv;
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
    'process.exitCode and a disconnect': () => {
      process.exitCode = 5;
      (cluster.worker ?? cluster).disconnect();
    },
    'an exit in a signal handler': () => {
      process.on('SIGTERM', () => process.exit(9));
      setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGTERM');
    },
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
      .listen({ port: 0, host: '127.0.0.1' }, () => role === 'worker' && ways[process.env.WAY]());
    return;
  }
  for (const text of cases) {
    const { way, nodeArgs } = JSON.parse(text);
    if (role === 'primary') cluster.on('listening', () => ways[way]());
    else cluster.setupPrimary({ execArgv: [...process.execArgv, ...nodeArgs] });
    const worker = cluster.fork({ WAY: way });
    worker.on('exit', (code, signal) => role === 'worker' && report(way, { code, signal }));
  }
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
  'process.exitCode and a disconnect': [],
  'an exit in a signal handler': [],
  'an endless recursion': [],
  'no memory': ['--max-old-space-size=20'],
};
const FAULTS = ['segv', 'bus', 'fpe', 'ill', 'abort'];
const GO = /goroutine|runtime\.|fatal error: |SIG[A-Z]+: |libgocluster|gocluster\/core/;

const launch = (t, role, cases, addon, builtin) =>
  run(t, program, {
    args: [role, addon ?? '', ...cases.map((each) => JSON.stringify(each))],
    nodeArgs: role === 'primary' ? cases[0].nodeArgs : [],
    builtin,
  });

/** How a primary ends: { code, signal }. */
async function endOfPrimary(t, one, addon, builtin) {
  const primary = launch(t, 'primary', [one], addon, builtin);
  const end = await primary.exit();
  await primary.gone();
  assert.doesNotMatch(primary.stderr, GO);
  return end;
}

/** How the workers of one primary end, by the way. */
async function endsOfWorkers(t, cases, addon, builtin) {
  const primary = launch(t, 'worker', cases, addon, builtin);
  const ends = {};
  for (const { way } of cases) ends[way] = await primary.next(way);
  await primary.gone();
  assert.doesNotMatch(primary.stderr, GO);
  return ends;
}

/** The same end on both sides, and no normal one. */
function assertSame(way, tested, expected) {
  assert.deepEqual(tested, expected, way);
  assert.notDeepEqual(tested, { code: 0, signal: null }, way);
}

function fault(t) {
  return compile(path.join(__dirname, 'fault.c'), folder(t));
}

const CASES = Object.entries(WAYS).map(([way, nodeArgs]) => ({ way, nodeArgs }));
const NATIVE = FAULTS.map((way) => ({ way, nodeArgs: [] }));

for (const [cases, skip] of [
  [CASES, false],
  [NATIVE, cannotCompile],
]) {
  for (const one of cases) {
    test(`a primary ends by ${one.way}`, { skip }, async (t) => {
      const addon = cases === NATIVE ? fault(t) : '';
      const [expected, tested] = await Promise.all([
        endOfPrimary(t, one, addon, true),
        endOfPrimary(t, one, addon),
      ]);
      assertSame(one.way, tested, expected);
      t.diagnostic(`${tested.signal ?? tested.code}`);
    });
  }

  const what = cases === NATIVE ? 'each fault of a native module' : 'each of these';
  test(`workers end by ${what}`, { skip }, async (t) => {
    const addon = cases === NATIVE ? fault(t) : '';
    const expected = await endsOfWorkers(t, cases, addon, true);
    const tested = await endsOfWorkers(t, cases, addon);
    for (const { way } of cases) assertSame(way, tested[way], expected[way]);
  });
}
