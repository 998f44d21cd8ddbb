'use strict';

// recluster reloads all workers while clients keep coming: none of them fails.

const assert = require('node:assert/strict');
const { Load, assertServed, request } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

const WORKERS = 2;
const CLIENTS = 8;
const RELOADS = 3;

sameOnBoth('recluster reloads under load without a failed request', {}, async (side, t) => {
  const program = start(t, side, 'recluster.js');
  const port = await program.line('ready');
  assertSide(side, program);
  const url = `http://127.0.0.1:${port}/`;

  const load = new Load(url, CLIENTS);
  await load.more(100);
  for (let i = 1; i <= RELOADS; i++) {
    program.kill('SIGUSR2');
    await program.line('reloaded', i);
    // The old ones have no connection of their own any more.
    await program.line('gone', i * WORKERS);
    await load.more(100);
  }
  await load.stop();
  assertServed(load);
  assert.deepEqual([...load.bodies], ['hello again']);

  // What crashes is replaced.
  await assert.rejects(request(`${url}crash`), { code: 'ECONNRESET' });
  await program.line('up', RELOADS * WORKERS + 1);
  assertSide(side, program);
  const served = (await request(url)).status;
  const { code, signal } = await program.end();
  return {
    gone: program
      .printed('gone')
      .slice(0, RELOADS * WORKERS)
      .sort(([a], [b]) => a - b),
    served,
    terminated: program.printed('terminated').length,
    exit: [code, signal],
  };
});
