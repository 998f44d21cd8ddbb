'use strict';
// A signal without a handler does to a primary with a running cluster, and to a worker, what it does under the built-in:
// most end it by that very signal, some are ignored. Nothing is printed that the built-in would not print.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { constants } = require('node:os');
const { run } = require('../support/run.js');

/** Those that stop a process are another matter; SIGUSR1 opens the inspector; SIGKILL and SIGSTOP have no handlers. */
const OTHERS = 'SIGKILL SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGUSR1'.split(' ');
/** One name a number: some have two (SIGIO and SIGPOLL). */
const SIGNALS = Object.entries(constants.signals)
  .filter(([name, n], i, all) => !OTHERS.includes(name) && all.findIndex((e) => e[1] === n) === i)
  .map(([name]) => name);
/** There is nothing in a worker that could make a difference but what libuv has there. */
const OF_A_WORKER = 'SIGTERM SIGSEGV SIGABRT SIGPIPE SIGCHLD SIGURG SIGUSR2 SIGXFSZ'.split(' ');
/** On a line of Node beside the main one: what the kernel does with the others is the same with every Node. */
const OTHER_LINE = Boolean(process.env.TEST_OTHER_LINE);
const AT_ONCE = 4;

function program(report) {
  const cluster = require('node:cluster');
  const [, , role] = process.argv;
  if (role === 'primary' || cluster.isWorker) {
    process.on('message', () => process.exit(77)); // it lives: the signal was ignored
  }
  if (cluster.isWorker) {
    require('node:net')
      .createServer()
      .listen({ port: 0, host: '127.0.0.1' }, () => report('worker', process.pid));
    return;
  }
  const worker = cluster.fork();
  worker.on('exit', (code, signal) => {
    report('exit', { code, signal });
    process.exit(0);
  });
  cluster.on('listening', () => report('ready'));
  process.on('message', () => role === 'worker' && worker.send('live?', () => {}));
}

/** How the role ends by a signal that comes from outside: { code, signal, stderr }. */
async function endBy(t, signal, role, builtin) {
  const primary = run(t, program, {
    args: [role],
    builtin,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  primary.child.on('error', () => {}); // the channel may close first
  await primary.next('ready');
  const pid = role === 'primary' ? primary.child.pid : await primary.next('worker');
  process.kill(pid, signal);
  // An ignored one leaves nothing to wait for but an answer to what is asked later.
  if (primary.child.connected) primary.child.send('live?', () => {});
  const end = role === 'primary' ? await primary.exit() : await primary.next('exit');
  await primary.gone();
  return { ...end, stderr: primary.stderr };
}

for (const role of ['primary', 'worker']) {
  test(`signals without a handler end a ${role} as under the built-in`, async (t) => {
    const queue = role === 'primary' && !OTHER_LINE ? [...SIGNALS] : [...OF_A_WORKER];
    const ends = {};
    const lane = async () => {
      for (let signal = queue.pop(); signal; signal = queue.pop()) {
        const expected = await endBy(t, signal, role, true);
        const tested = await endBy(t, signal, role);
        assert.deepEqual({ signal, ...tested }, { signal, ...expected });
        (ends[tested.signal ? 'by the signal' : `code ${tested.code}`] ??= []).push(signal);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    for (const [end, signals] of Object.entries(ends)) t.diagnostic(`${end}: ${signals.sort()}`);
    assert.ok(
      ends['by the signal'].includes('SIGTERM') && ends['by the signal'].includes('SIGSEGV'),
    );
    assert.ok(ends['code 77'].includes('SIGPIPE') && ends['code 77'].includes('SIGCHLD'));
  });
}
