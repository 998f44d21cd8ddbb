'use strict';
// A connection handler throws and process.on('uncaughtException') survives it: the connections that
// were pending in the same worker are served all the same.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { block, talk } = require('../listening/remote/clients.js');

const CLIENTS = 12;

const listen = ({ state }) =>
  new Promise((resolve) => {
    let count = 0;
    state.caught = [];
    process.on('uncaughtException', (error) => state.caught.push(error.message));
    state.server = require('node:net').createServer((socket) => {
      const number = ++count;
      socket.on('error', () => {});
      if (number % 3 === 1) {
        socket.destroy();
        throw new Error(`handler ${number}`);
      }
      socket.end('served');
    });
    state.server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(state.server.address().port));
  });

test('an exception in one handler costs no other connection', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const port = await worker.run(listen);

  // While the worker is blocked connections pile up; it then finds several at once.
  const gate = await block(t, worker);
  const answers = Array.from({ length: CLIENTS }, () =>
    talk(port).catch((error) => {
      if (error.code !== 'ECONNRESET') throw error;
      return '';
    }),
  );
  await gate.release();

  const texts = await Promise.all(answers);
  assert.equal(texts.filter((text) => text === 'served').length, (CLIENTS * 2) / 3);
  assert.deepEqual(
    await worker.run(({ state }) => state.caught),
    [1, 4, 7, 10].map((number) => `handler ${number}`),
  );
  assert.equal(await talk(port).catch(() => ''), ''); // number 13 throws again,
  assert.equal(await talk(port), 'served'); // and number 14 does not
});

test('without uncaughtException the worker dies, and only the worker', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const port = await worker.run(listen);
  await worker.run(() => {
    process.removeAllListeners('uncaughtException');
  });
  assert.equal(await talk(port).catch(() => ''), '');
  assert.deepEqual(await worker.exited, { code: 1, signal: null });
  const next = await cluster.fork();
  await next.run(listen);
});
