'use strict';

// socket.io whose sessions gocluster sends to their workers, with and without the cluster adapter: every client of every transport is
// connected at its first attempt, and when a worker dies its clients go on with another.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const test = require('node:test');
const { io } = require('socket.io-client');
const { request } = require('./client');
const { SIDES, linkGocluster, start } = require('./sides');

const CLIENTS_EACH = 12;
const WORKERS = 3;
const DEADLINE_MS = 300_000;
const TRANSPORTS = [['polling'], ['websocket'], ['polling', 'websocket']];

const skip = !SIDES.includes('gocluster') && 'it is about gocluster';

/** A client that has come as far as its transports go, or an error: there is no second attempt. */
function connect(t, port, transports) {
  const socket = io(`http://127.0.0.1:${port}`, { transports, forceNew: true });
  t.after(() => socket.disconnect());
  const { engine } = socket.io;
  return new Promise((resolve, reject) => {
    socket.once('connect_error', (error) => {
      reject(
        new Error(`${transports}: ${error.context?.status} ${error.context?.responseText}`, {
          cause: error,
        }),
      );
    });
    socket.io.once('reconnect_attempt', () => reject(new Error('a second attempt')));
    socket.once('connect', () => {
      if (transports.length === 1 || engine.transport.name === 'websocket') resolve(socket);
      else engine.once('upgrade', () => resolve(socket)).once('upgradeError', reject);
    });
  });
}

const who = (socket) => socket.timeout(DEADLINE_MS).emitWithAck('who');

for (const adapter of ['0', '1']) {
  test(`socket.io ${adapter === '1' ? 'with' : 'without'} the adapter`, { skip }, async (t) => {
    linkGocluster();
    const program = start(t, 'gocluster', 'socket.io-native.js', { env: { ADAPTER: adapter } });
    const port = await program.line('ready');
    const all = [];
    for (const transports of TRANSPORTS) {
      const some = Array.from({ length: CLIENTS_EACH }, () => connect(t, port, transports));
      all.push(...(await Promise.all(some)));
    }
    const known = await Promise.all(all.map(who));
    assert.equal(new Set(known.map(({ worker }) => worker)).size, WORKERS, 'on every worker');
    for (const { worker, id } of known) assert.match(id, new RegExp(`^[\\w-]{20}\\.${worker}$`));
    // A session stays where it is.
    assert.deepEqual(await Promise.all(all.map(who)), known);

    if (adapter === '1') {
      const heard = all.map((socket) => once(socket, 'said'));
      all[0].emit('say', 'good morning');
      assert.deepEqual(
        (await Promise.all(heard)).flat(),
        all.map(() => 'good morning'),
      );
    }

    // A worker dies: its clients come back to others, and everybody else's sessions are where they were.
    const { worker: victim, id } = known[0];
    const lost = all.filter((socket, i) => known[i].worker === victim);
    const back = lost.map(
      (socket) => new Promise((resolve) => socket.io.once('reconnect', resolve)),
    );
    all[0].emit('crash');
    await Promise.all(back);
    const after = await Promise.all(all.map(who));
    after.forEach((now, i) => {
      if (known[i].worker === victim) assert.notEqual(now.worker, victim);
      else assert.deepEqual(now, known[i]);
    });
    const url = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling&sid=${id}`;
    const { status, body } = await request(url);
    assert.deepEqual([status, JSON.parse(body)], [400, { code: 1, message: 'Session ID unknown' }]);
    for (const socket of all) socket.disconnect();
  });
}
