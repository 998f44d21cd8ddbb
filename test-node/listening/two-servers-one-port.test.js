'use strict';
// Two servers on one port in one worker: the second gets EADDRINUSE, the first goes on serving.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer, ask, freePort } = require('./remote/clients.js');

test('one worker cannot listen twice on a port', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [worker, other] = cluster.workers;
  const port = await freePort();
  await worker.run(listen, { port, host: '127.0.0.1' });
  await assert.rejects(worker.run(listen, { port, host: '127.0.0.1' }, 'again'), {
    code: 'EADDRINUSE',
    syscall: 'bind',
    address: '127.0.0.1',
    port,
    message: `bind EADDRINUSE 127.0.0.1:${port}`,
  });
  assert.equal(await ask(port), worker.pid);
  // The failure has not spoilt the port for others.
  await other.run(listen, { port, host: '127.0.0.1' });
  await allAnswer(port, cluster.workers);
});
