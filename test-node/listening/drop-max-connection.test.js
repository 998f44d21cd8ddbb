'use strict';
// dropMaxConnection: a full worker closes what comes beyond its limit and emits 'drop' with the facts.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start, nodeVersion } = require('./remote/start.js');
const { listenAndHold } = require('./remote/acts.js');
const { hold } = require('./remote/clients.js');

const missing = nodeVersion[0] < 22 && 'this Node has no dropMaxConnection (it came with 22)';

test('beyond maxConnections a connection is dropped', { skip: missing }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const settings = { maxConnections: 1, dropMaxConnection: true };
  const { port } = await worker.run(listenAndHold, { port: 0, host: '127.0.0.1' }, settings);
  await worker.run(({ state }) => {
    state.drops = [];
    state.server.on('drop', (data) => state.drops.push(data));
  });

  const first = await hold(t, port);
  await assert.rejects(hold(t, port), /closed before the worker answered|ECONNRESET/);
  const drops = await worker.run(({ state }) => state.drops);
  assert.equal(drops.length, 1);
  const { localAddress, localPort, localFamily, remoteAddress, remoteFamily } = drops[0];
  assert.deepEqual(
    { localAddress, localPort, localFamily, remoteAddress, remoteFamily },
    {
      localAddress: '127.0.0.1',
      localPort: port,
      localFamily: 'IPv4',
      remoteAddress: '127.0.0.1',
      remoteFamily: 'IPv4',
    },
  );

  first.socket.destroy();
  await worker.run(
    ({ state }) =>
      new Promise((resolve) => {
        const look = () =>
          state.server.getConnections((error, count) =>
            count === 0 ? resolve() : setImmediate(look),
          );
        look();
      }),
  );
  assert.equal((await hold(t, port)).pid, worker.pid);
});
