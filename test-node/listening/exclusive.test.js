'use strict';
// exclusive: the worker binds by itself. Nobody else gets the port, and the primary hears nothing.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { ask } = require('./remote/clients.js');

test('an exclusive listen is one worker alone', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [owner, other] = cluster.workers;
  const exclusive = { port: 0, host: '127.0.0.1', exclusive: true };
  const { port } = await owner.run(listen, exclusive);

  await assert.rejects(other.run(listen, { port, host: '127.0.0.1', exclusive: true }), {
    code: 'EADDRINUSE',
    syscall: 'listen',
    port,
  });
  await assert.rejects(other.run(listen, { port, host: '127.0.0.1' }), {
    code: 'EADDRINUSE',
    port,
  });
  for (let i = 0; i < 3; i++) assert.equal(await ask(port), owner.pid);

  // run() has answered after the listen, so an event would have been here.
  assert.deepEqual(owner.events, []);
  // Port 0 again: every exclusive listen has a port of its own.
  assert.notEqual((await other.run(listen, exclusive)).port, port);
});
