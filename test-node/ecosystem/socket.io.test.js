'use strict';

// socket.io with sticky sessions and the cluster adapter: clients of every transport, spread over the workers, in
// rooms that reach over all of them.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { io } = require('socket.io-client');
const { assertSide, sameOnBoth, start } = require('./sides');

const CLIENTS_EACH = 10;
const ACK_DEADLINE_MS = 300_000;
const ATTEMPTS = 10;
const ATTEMPT_DEADLINE_MS = 3_000;
const TRANSPORTS = {
  polling: ['polling'],
  websocket: ['websocket'],
  upgrade: ['polling', 'websocket'],
};

/** Connects, and waits for the upgrade if there is one to come. Resolves with null if that did not work. */
function attempt(socket, upgrades) {
  return new Promise((resolve) => {
    const { engine } = socket.io;
    // An upgrade that went to the wrong worker may end without a word.
    setTimeout(resolve, ATTEMPT_DEADLINE_MS, null).unref();
    socket.once('connect_error', () => resolve(null));
    engine.once('upgradeError', () => resolve(null));
    engine.once('upgrade', () => resolve(socket));
    // The upgrade may have been first.
    socket.once('connect', () => {
      if (!upgrades || engine.transport.name === 'websocket') resolve(socket);
    });
  });
}

/**
 * A client of one kind. The primary may see a client's second request before it has read which worker has the
 * session, and then guesses ("Session ID unknown"). So it is with sticky sessions on any cluster: clients try again.
 */
async function connect(t, port, transports) {
  for (let tries = 0; tries < ATTEMPTS; tries++) {
    const options = { transports, forceNew: true, reconnection: false, autoConnect: false };
    const socket = io(`http://127.0.0.1:${port}`, options);
    t.after(() => socket.disconnect());
    socket.connect();
    if (await attempt(socket, transports.length > 1)) return socket;
    socket.disconnect();
  }
  throw new Error(`no connection over ${transports} after ${ATTEMPTS} attempts`);
}

const ask = (socket, ...question) => socket.timeout(ACK_DEADLINE_MS).emitWithAck(...question);

sameOnBoth('socket.io reaches every client on every worker', {}, async (side, t) => {
  const program = start(t, side, 'socket.io.js');
  const port = await program.line('ready');
  assertSide(side, program);

  const all = [];
  for (const transports of Object.values(TRANSPORTS)) {
    const sockets = Array.from({ length: CLIENTS_EACH }, () => connect(t, port, transports));
    all.push(...(await Promise.all(sockets)));
  }
  const joined = await Promise.all(all.map((socket) => ask(socket, 'join', 'hall')));
  assert.equal(new Set(joined.map(({ worker }) => worker)).size, 3, 'clients on every worker');

  const heard = all.map((socket) => once(socket, 'said'));
  all[0].emit('say', 'hall', 'good morning');
  const said = await Promise.all(heard);

  const bytes = Buffer.alloc(200_000, 7);
  const echoes = await Promise.all(all.slice(5, 25).map((socket) => ask(socket, 'echo', bytes)));
  assert.ok(
    echoes.every((echo) => bytes.equals(echo)),
    'binary data comes back whole',
  );

  const full = await ask(all[3], 'count', 'hall');
  const others = await ask(all[3], 'ask others');
  assert.equal(others.length, 2);

  const gone = all.map((socket) => once(socket, 'disconnect'));
  all[CLIENTS_EACH].emit('empty', 'hall');
  await Promise.all(gone);
  const witness = await connect(t, port, TRANSPORTS.websocket);
  const empty = await ask(witness, 'count', 'hall');
  witness.disconnect();
  const { code, signal } = await program.end();
  return {
    transports: joined.map(({ transport }) => transport),
    said: said.flat(),
    full,
    empty,
    exit: [code, signal],
  };
});
