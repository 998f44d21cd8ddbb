'use strict';

// The Socket.IO programs of docs/migrating.md: with polling they need @socket.io/sticky, on either cluster; with WebSocket
// only they do without, and the connections go over the core.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { until } = require('../support/deadline');
const { block } = require('../documents/blocks');
const { folderWith, isOnGocluster, startCommand } = require('./migration');
const { childrenOf, missing, runInside } = require('../documents/tools');

const COMMANDS = { before: 'sticky-before', after: 'sticky-after' };
const CLIENTS = 4;
const skip = missing('root', 'ps');

// All clients hear what the first one says. What the primary guesses wrong about a session (see test-node/ecosystem) is
// tried again, as a client of Socket.IO does by itself.
const CLIENT = `
const { io } = require('socket.io-client');
const transports = process.argv[2].split(',');
const count = Number(process.argv[3]);
const sockets = Array.from({ length: count }, () => io('http://127.0.0.1:8000', { transports, forceNew: true }));
let heard = 0;
let connected = 0;
for (const socket of sockets) {
  socket.once('connect', () => ++connected === count && setInterval(() => sockets[0].emit('say', 'hello all'), 200));
  socket.once('said', (text) => {
    console.log(text);
    if (++heard === count) process.exit(0);
  });
}
`;

async function talk(folder, { program, network }, transports) {
  fs.writeFileSync(path.join(folder, 'client.js'), CLIENT);
  const command = [process.execPath, 'client.js', transports, `${CLIENTS}`];
  const { stdout } = await runInside(program, network, command, { cwd: folder });
  assert.equal(stdout, 'hello all\n'.repeat(CLIENTS));
}

const bothWorkers = (program) =>
  until(() => childrenOf(program.pid).filter(Boolean).length === 2, 'two workers');

for (const when of ['before', 'after']) {
  test(`with sticky sessions, ${when}`, { skip }, async (t) => {
    const folder = folderWith(t, { 'server.js': 'sticky-server' });
    const running = await startCommand(t, COMMANDS[when], folder);
    await talk(folder, running, 'polling,websocket');
    await bothWorkers(running.program);
    assert.equal(isOnGocluster(running.program.pid), when === 'after');
  });
}

test('WebSocket only, without sticky sessions', { skip }, async (t) => {
  assert.doesNotMatch(block('websocket-server'), /sticky/);
  const folder = folderWith(t, { 'server.js': 'websocket-server' });
  const running = await startCommand(t, COMMANDS.before, folder); // it requires gocluster itself
  await talk(folder, running, 'websocket');
  assert.equal(isOnGocluster(running.program.pid), true);
});
