'use strict';

// Settings of wrong types: what setupPrimary() and fork() throw, and what becomes of the worker, is
// what Node's own cluster does; afterwards the primary can still fork.

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { both } = require('../support/run.js');

/** Tries one case after the other; which one a report is of is its value's first entry. */
function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isWorker) {
    report('runs', [Number(process.env.CASE), process.argv.slice(2)]);
    return cluster.worker.disconnect();
  }
  // What JSON can't say.
  const specials = { undefined, NaN, Infinity, symbol: Symbol('s'), function: () => '9300' };
  const cases = JSON.parse(process.env.CASES, (key, value) =>
    value?.special ? specials[value.special] : value,
  );
  const good = { exec: process.argv[1], args: [], execArgv: [], silent: false };

  (function next(index) {
    if (index === cases.length) return;
    const say = (name, value) => report(name, [index, value]);
    function attempt(name, action) {
      try {
        return action();
      } catch (error) {
        // The words of an error without a code are V8's, and say how the code was written.
        say(`${name} throws`, error.code ? error : error.name);
      }
    }
    process.env.CASE = index;
    for (const key of Object.keys(cluster.settings)) delete cluster.settings[key];
    attempt('setupPrimary', () => cluster.setupPrimary({ ...good, ...cases[index] }));
    const worker = attempt('fork', () => cluster.fork());
    say('table', Object.keys(cluster.workers));
    if (!worker) return next(index + 1);
    let ended = false;
    const end = () => ended || ((ended = true), setImmediate(next, index + 1));
    worker.on('error', (error) => {
      say('error', error);
      end();
    });
    worker.on('exit', (...args) => {
      say('exit', args);
      end();
    });
  })(0);
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
  // After all that a fork as ever.
  {},
];

/** What was said of a case. Which of the processes says something first is nobody's promise. */
function ofCase(said, index) {
  const all = said.filter(([, [of]]) => of === index);
  const ofWorker = ([name]) => name === 'runs';
  return [all.filter(ofWorker), all.filter((each) => !ofWorker(each))];
}

const cleaning = [];
let said;
before(async () => {
  // Ended with the last test.
  const owner = { after: (clean) => cleaning.push(clean) };
  // What a worker that can't start says goes to stderr, and is not compared.
  const options = { env: { CASES: JSON.stringify(CASES) }, stdio: ['ignore', 'pipe', 'ignore'] };
  said = await both(owner, program, options);
});
after(() => cleaning.forEach((clean) => clean()));

CASES.forEach((settings, index) => {
  test(`settings ${JSON.stringify(settings)}`, () => {
    assert.deepEqual(ofCase(said.tested, index), ofCase(said.builtin, index));
    assert.notDeepEqual(ofCase(said.tested, index), [[], []]);
  });
});

test('afterwards the primary can still fork', () => {
  const last = CASES.length - 1;
  assert.deepEqual(said.tested.at(-1), ['exit', [last, [0, null]]]);
});
