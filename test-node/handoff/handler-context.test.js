'use strict';
// The async context of a connection handler: what was in AsyncLocalStorage at the listen, as under
// Node's cluster, and nothing of one connection is seen by another.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { start } = require('../listening/remote/start.js');
const { burst, talk } = require('../listening/remote/clients.js');
const { run } = require('../support/run.js');

const listen = ({ state }) =>
  new Promise((resolve) => {
    const { AsyncLocalStorage } = require('node:async_hooks');
    const storage = new AsyncLocalStorage();
    let count = 0;
    state.server = require('node:net').createServer((socket) => {
      socket.on('error', () => {}).resume();
      const before = storage.getStore() ?? 'none';
      storage.run(++count, () => {
        const mine = count;
        setImmediate(() => {
          const kept = storage.getStore() === mine;
          socket.end(kept && before === 'none' ? String(process.pid) : `${before}, kept: ${kept}`);
        });
      });
    });
    state.server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(state.server.address().port));
  });

test('the contexts of connections do not leak into each other', async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [port] = await cluster.everywhere(listen);
  assert.equal((await burst(100, port)).length, 100);
});

/** Tells which store, resource and trigger a handler sees when the server listened inside run(). */
function program(report) {
  const cluster = require('node:cluster');
  if (cluster.isPrimary) {
    cluster.fork().on('exit', (code) => report('exit', code));
    return;
  }
  const { AsyncLocalStorage, executionAsyncId, triggerAsyncId } = require('node:async_hooks');
  const storage = new AsyncLocalStorage();
  storage.run('listen', () => {
    const server = require('node:net').createServer((socket) => {
      report('handler', {
        store: String(storage.getStore()),
        hasId: executionAsyncId() > 0,
        hasTrigger: triggerAsyncId() > 0,
      });
      socket.end('done');
      server.close(() => cluster.worker.disconnect());
    });
    server.listen({ port: 0, host: '127.0.0.1' }, () => report('port', server.address().port));
  });
}

test('a handler sees the context that Node gives it', async (t) => {
  const seen = [];
  for (const builtin of [true, undefined]) {
    const running = run(t, program, builtin ? { builtin } : {});
    assert.equal(await talk(await running.next('port')), 'done');
    seen.push(await running.next('handler'));
    assert.equal(await running.next('exit'), 0);
  }
  assert.deepEqual(seen[1], seen[0]);
});
