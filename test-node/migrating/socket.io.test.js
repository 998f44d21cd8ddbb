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
const { childrenOf } = require('../support/processes');
const { missing, runInside } = require('../documents/tools');

const COMMANDS = { before: 'sticky-before', after: 'sticky-after' };
const CLIENTS = 4;
const skip = missing('root', 'ps');

// All clients hear what the first one says, or each what it says itself. What the primary guesses wrong about a session (see test-node/ecosystem) is
// tried again, as a client of Socket.IO does by itself.
const CLIENT = `
const { io } = require('socket.io-client');
const transports = process.argv[2].split(',');
const count = Number(process.argv[3]);
const sockets = Array.from({ length: count }, () => io('http://127.0.0.1:8000', { transports, forceNew: true }));
let heard = 0;
let connected = 0;
const all = process.argv[4] === 'all';
const say = (socket) => socket.emit('say', 'hello all');
for (const socket of sockets) {
  socket.once('connect', () => {
    if (!all) say(socket);
    else if (++connected === count) setInterval(() => say(sockets[0]), 200);
  });
  socket.once('said', (text) => {
    console.log(text);
    if (++heard === count) process.exit(0);
  });
}
`;

async function talk(folder, { program, network }, transports, to = 'all') {
  fs.writeFileSync(path.join(folder, 'client.js'), CLIENT);
  const command = [process.execPath, 'client.js', transports, `${CLIENTS}`, to];
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

test('with polling, the short way', { skip }, async (t) => {
  assert.doesNotMatch(block('sticky-native'), /@socket.io\/sticky/);
  const folder = folderWith(t, { 'server.js': 'sticky-native' });
  const running = await startCommand(t, COMMANDS.before, folder); // it requires gocluster itself
  // Each client hears what it says itself: there is no adapter here.
  const transports = ['polling', 'polling,websocket', 'websocket'];
  for (const each of transports) await talk(folder, running, each, 'socket');
  await bothWorkers(running.program);
  assert.equal(isOnGocluster(running.program.pid), true);
});

// Shorter timeouts in the primary, where the program has not set them. The request takes longer than they do.
const IMPATIENT = `{
const cluster = require('node:cluster');
const http = require('node:http');
const { createServer } = http;
const short = { headersTimeout: 500, requestTimeout: 500, connectionsCheckingInterval: 100 };
if (cluster.isPrimary) http.createServer = (options) => createServer({ ...short, ...options });
}
`;
const SLOW_POST = `
const net = require('node:net');
const base = 'http://127.0.0.1:8000/socket.io/?EIO=4&transport=polling';
async function main() {
  const { sid } = JSON.parse((await (await fetch(base)).text()).slice(1));
  const socket = net.connect(8000, '127.0.0.1');
  socket.write('POST /socket.io/?EIO=4&transport=polling&sid=' + sid +
    ' HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 2\\r\\nContent-Type: text/plain\\r\\n\\r\\n4');
  setTimeout(() => socket.write('0'), 1500);
  socket.on('data', (text) => {
    console.log(String(text).split('\\r\\n')[0]);
    process.exit();
  });
}
main();
`;

test('a POST that is slower than the timeouts of the primary', { skip }, async (t) => {
  const folder = folderWith(t, { 'server.js': 'sticky-server' });
  const server = path.join(folder, 'server.js');
  fs.writeFileSync(server, IMPATIENT + fs.readFileSync(server, 'utf8'));
  const running = await startCommand(t, COMMANDS.after, folder);
  await talk(folder, running, 'polling,websocket');
  fs.writeFileSync(path.join(folder, 'slow.js'), SLOW_POST);
  const { stdout } = await runInside(
    running.program,
    running.network,
    [process.execPath, 'slow.js'],
    { cwd: folder },
  );
  assert.equal(stdout, 'HTTP/1.1 200 OK\n');
});

test('WebSocket only, without sticky sessions', { skip }, async (t) => {
  assert.doesNotMatch(block('websocket-server'), /sticky/);
  const folder = folderWith(t, { 'server.js': 'websocket-server' });
  const running = await startCommand(t, COMMANDS.before, folder); // it requires gocluster itself
  await talk(folder, running, 'websocket');
  assert.equal(isOnGocluster(running.program.pid), true);
});
