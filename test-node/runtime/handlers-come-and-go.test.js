'use strict';
// Handlers that a program adds and removes after the core's load: one that is gone gives the signal its default back, one
// that comes again is called again, and process.once() is called once.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

const SIGNALS = 'SIGTERM SIGUSR2 SIGPIPE SIGURG SIGCHLD SIGALRM SIGWINCH SIGXFSZ';

function program(report) {
  const cluster = require('node:cluster');
  const { once } = require('node:events');
  const [, , signals] = process.argv;
  if (cluster.isWorker) {
    require('node:net').createServer().listen({ port: 0, host: '127.0.0.1' });
    return;
  }

  /** The signal reaches a handler that is there for sure. */
  async function arrive(name) {
    const arrived = once(process, name);
    process.kill(process.pid, name);
    await arrived;
  }

  async function come(name) {
    let first = 0;
    let single = 0;
    const handler = (got, number) => {
      first++;
      report('handler', [got, typeof number]);
    };
    process.on(name, handler);
    process.once(name, () => single++);
    await arrive(name);
    process.off(name, handler);
    await arrive(name);
    process.on(name, handler);
    await arrive(name);
    process.off(name, handler);
    report('counts', { name, first, single, left: process.listenerCount(name) });
  }

  cluster.fork();
  cluster.once('listening', async (worker) => {
    // The worker stays: SIGCHLD comes only when we send it.
    for (const name of signals.split(' ')) await come(name);
    worker.disconnect();
    await once(worker, 'exit');
    report('removed again');
    process.on('exit', () => report('not by its default'));
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => {}, 60_000);
  });
}

function ofSignal(t, builtin) {
  const primary = run(t, program, { args: [SIGNALS], ...(builtin && { builtin }) });
  return primary.end().then((end) => ({
    end,
    stderr: primary.stderr,
    said: primary.reports.map(({ name, value }) => [name, value]),
  }));
}

test('handlers come and go after the load', async (t) => {
  const expected = await ofSignal(t, true);
  const tested = await ofSignal(t);
  assert.deepEqual(tested, expected);
  assert.deepEqual(tested.end, { code: null, signal: 'SIGTERM' });
  const counts = tested.said.filter(([name]) => name === 'counts').map(([, value]) => value);
  assert.deepEqual(
    counts,
    SIGNALS.split(' ').map((name) => ({ name, first: 2, single: 1, left: 0 })),
  );
});
