'use strict';

// cfork replaces workers one by one while clients keep coming, without a failed request, and one that crashed.

const assert = require('node:assert/strict');
const { Load, assertServed, request } = require('./client');
const { assertSide, sameOnBoth, start } = require('./sides');

const CLIENTS = 8;
const RELOADS = 3;

sameOnBoth('cfork replaces workers under load without a failed request', {}, async (side, t) => {
  const program = start(t, side, 'cfork.js');
  const port = await program.line('ready');
  assertSide(side, program);
  const url = `http://127.0.0.1:${port}/`;

  const load = new Load(url, CLIENTS);
  await load.more(100);
  for (let i = 1; i <= RELOADS; i++) {
    program.kill('SIGUSR2');
    await program.line('reloaded', i);
    await load.more(100);
  }
  await load.stop();
  assertServed(load);
  assert.deepEqual([...load.bodies], ['hello from cfork']);

  await assert.rejects(request(`${url}crash`), { code: 'ECONNRESET' });
  await program.line('revived');
  const served = (await request(url)).status;
  const { code, signal } = await program.end();
  return {
    // Which of the last two crashes is open.
    gone: program.printed('gone').map(String).sort(),
    reloaded: program.printed('reloaded'),
    served,
    exit: [code, signal],
  };
});
