'use strict';

// Settings of wrong types: what setupPrimary() and fork() throw, and what becomes of the worker, is
// what Node's own cluster does; afterwards the primary can still fork.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    report('runs', process.argv.slice(2));
    return cluster.worker.disconnect();
  }
  // What JSON can't say.
  const specials = { undefined, NaN, Infinity, symbol: Symbol('s'), function: () => '9300' };
  const wrong = JSON.parse(process.env.SETTINGS, (key, value) =>
    value?.special ? specials[value.special] : value,
  );
  const good = { exec: process.argv[1], args: [], execArgv: [], silent: false };

  function attempt(name, action) {
    try {
      return action();
    } catch (error) {
      // The words of an error without a code are V8's, and say how the code was written.
      report(`${name} throws`, error.code ? error : error.name);
    }
  }
  attempt('setupPrimary', () => cluster.setupPrimary({ ...good, ...wrong }));
  const worker = attempt('fork', () => cluster.fork());
  report('table', Object.keys(cluster.workers));
  const next = () => {
    for (const key of Object.keys(cluster.settings)) delete cluster.settings[key];
    cluster.setupPrimary(good);
    const second = cluster.fork();
    report('second', second.id);
    second.on('exit', (...args) => report('second exit', args));
  };
  if (!worker) return next();
  let ended = false;
  const end = () => ended || ((ended = true), setImmediate(next));
  worker.on('error', (error) => {
    report('error', error);
    end();
  });
  worker.on('exit', (...args) => {
    report('exit', args);
    end();
  });
}

const special = (name) => ({ special: name });
const CASES = [
  { exec: 5 },
  { exec: null },
  { exec: '' },
  { exec: {} },
  { exec: special('undefined') },
  { args: 'text' },
  { args: 5 },
  { args: null },
  // args: {} is left out: child_process.fork takes it for its options, the worker loses its
  // environment and is a primary, under the built-in without end.
  { args: [1, true, 'x'] },
  { args: special('undefined') },
  { execArgv: null },
  { execArgv: 5 },
  { execArgv: {} },
  { cwd: 5 },
  { cwd: {} },
  { cwd: null },
  { silent: 'yes' },
  { silent: 1 },
  { stdio: 5 },
  { stdio: 'bogus' },
  { stdio: [] },
  { stdio: ['pipe', 'pipe', 'pipe'] },
  { stdio: ['pipe', 'ipc', 'ipc'] },
  { stdio: ['bogus', 'pipe', 'pipe', 'ipc'] },
  { stdio: null },
  { uid: 'root' },
  { uid: 1.5 },
  { uid: special('NaN') },
  { gid: {} },
  { gid: 'wheel' },
  { serialization: 'xml' },
  { serialization: 5 },
  { serialization: null },
  { windowsHide: 'yes' },
  { inspectPort: 'text', execArgv: ['--inspect-port=30000'] },
  { inspectPort: -1, execArgv: ['--inspect-port=30000'] },
  { inspectPort: 65536, execArgv: ['--inspect-port=30000'] },
  { inspectPort: 1.5, execArgv: ['--inspect-port=30000'] },
  { inspectPort: {}, execArgv: ['--inspect-port=30000'] },
  { inspectPort: special('function'), execArgv: ['--inspect-port=30000'] },
  { inspectPort: null, execArgv: ['--inspect-port=30000'] },
];

/** Which of the processes says something first is nobody's promise. */
function byProcess(said) {
  const ofWorker = ([name]) => name === 'runs';
  return [said.filter(ofWorker), said.filter((each) => !ofWorker(each))];
}

for (const settings of CASES) {
  test(`settings ${JSON.stringify(settings)}`, async (t) => {
    const env = { SETTINGS: JSON.stringify(settings) };
    // What a worker that can't start says goes to stderr, and is not compared.
    const options = { env, stdio: ['ignore', 'pipe', 'ignore'] };
    const { builtin, tested } = await both(t, program, options);
    assert.deepEqual(byProcess(tested), byProcess(builtin));
    assert.deepEqual(Object.fromEntries(tested)['second exit'], [0, null]);
  });
}
