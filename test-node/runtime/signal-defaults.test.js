'use strict';
// A signal without a handler does to a primary with a running cluster, and to a worker, what it does to any process of Node's:
// most end it by that very signal, some are ignored. Nothing is printed.

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
/** What Node and the kernel ignore. Any other signal ends a process. */
const IGNORED = 'SIGPIPE SIGCHLD SIGCONT SIGURG SIGWINCH SIGXFSZ'.split(' ');
/** There is nothing in a worker that could make a difference but what libuv has there. */
const OF_A_WORKER = 'SIGTERM SIGSEGV SIGABRT SIGPIPE SIGCHLD SIGURG SIGUSR2 SIGXFSZ'.split(' ');
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

/** How the role ends by signals that come from outside: { code, signal }. */
async function endBy(t, signals, role) {
  const primary = run(t, program, {
    args: [role],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  primary.child.on('error', () => {}); // the channel may close first
  await primary.next('ready');
  const pid = role === 'primary' ? primary.child.pid : await primary.next('worker');
  for (const signal of signals) process.kill(pid, signal);
  // Ignored ones leave nothing to wait for but an answer to what is asked later.
  if (primary.child.connected) primary.child.send('live?', () => {});
  const end = role === 'primary' ? await primary.exit() : await primary.next('exit');
  await primary.gone();
  assert.equal(primary.stderr, '');
  return end;
}

for (const role of ['primary', 'worker']) {
  const signals = role === 'primary' ? SIGNALS : OF_A_WORKER;

  test(`signals without a handler end a ${role}`, async (t) => {
    const queue = signals.filter((signal) => !IGNORED.includes(signal));
    const lane = async () => {
      for (let signal = queue.pop(); signal; signal = queue.pop()) {
        assert.deepEqual(await endBy(t, [signal], role), { code: null, signal });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  });

  test(`signals that a ${role} ignores`, async (t) => {
    const ignored = signals.filter((signal) => IGNORED.includes(signal));
    assert.deepEqual(await endBy(t, ignored, role), { code: 77, signal: null });
  });
}
