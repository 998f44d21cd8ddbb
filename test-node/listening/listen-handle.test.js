'use strict';
// listen(handle): a handle the worker already has is used as it is, without the primary.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { nodeVersion, onlyGocluster, start } = require('./remote/start.js');
const { ask } = require('./remote/clients.js');

const crashes = nodeVersion[0] < 20 && onlyGocluster('on Node 18 the primary crashes');

test('a server listens on the handle of another', { skip: crashes }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const port = await worker.run(
    ({ state }) =>
      new Promise((resolve, reject) => {
        const net = require('node:net');
        state.first = net.createServer(() => {});
        state.first.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
          state.second = net.createServer((socket) => socket.end(String(process.pid)));
          state.second.once('error', reject);
          state.second.listen(state.first, () => resolve(state.second.address().port));
        });
      }),
  );
  assert.equal(await ask(port), worker.pid);
  assert.deepEqual(worker.events, []);
});

test('a server sent by the primary listens in the worker', { skip: crashes }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const received = worker.run(
    ({ state }) =>
      new Promise((resolve) => {
        process.on('message', (message, handle) => {
          if (message !== 'server') return;
          state.server = handle;
          handle.on('connection', (socket) => socket.end(String(process.pid)));
          resolve(handle.address().port);
        });
      }),
  );
  await cluster.primary.run(
    ({ cluster, state }, id) =>
      new Promise((resolve, reject) => {
        state.server = require('node:net').createServer();
        state.server.listen({ port: 0, host: '127.0.0.1' }, () => {
          cluster.workers[id].send('server', state.server, (error) => {
            state.server.close();
            if (error) reject(error);
            else resolve();
          });
        });
      }),
    worker.to,
  );
  assert.equal(await ask(await received), worker.pid);
});
