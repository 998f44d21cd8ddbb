'use strict';
// Every thread of the core blocks all asynchronous signals, so that a handler of the program never
// runs on a goroutine's stack; the thread of the event loop gets its own mask back.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { constants } = require('node:os');
const { start } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { burst } = require('../listening/remote/clients.js');
const { THREADS_ONLY, goThreads, threads } = require('./threads.js');

// Go insists on receiving the others: those that a fault raises, and CHLD, URG, PROF for itself.
const ASYNCHRONOUS =
  'HUP INT QUIT USR1 USR2 PIPE ALRM TERM CONT TSTP TTIN TTOU XCPU XFSZ VTALRM WINCH IO PWR'.split(
    ' ',
  );

test('the masks of all threads of a primary that has forked', { skip: THREADS_ONLY }, async (t) => {
  const cluster = await start(t);
  const { pid } = cluster.primary;
  await cluster.primary.run(() => {});
  const mainBefore = threads(pid).find(({ id }) => id === pid).blocked;

  for (let i = 0; i < 2; i++) await cluster.fork();
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  // Work makes the Go runtime add threads; those inherit the mask or fail here.
  await burst(200, port);

  const core = goThreads(pid);
  assert.ok(core.length > 0, 'the core has threads of its own');
  for (const thread of core) {
    const open = ASYNCHRONOUS.filter(
      (name) => !thread.blocked.has(constants.signals[`SIG${name}`]),
    );
    assert.deepEqual(open, [], `thread ${thread.id} of ${core.length} can get these signals`);
  }
  const mainAfter = threads(pid).find(({ id }) => id === pid).blocked;
  assert.deepEqual(mainAfter, mainBefore);
  assert.deepEqual([...mainAfter], []);
});
