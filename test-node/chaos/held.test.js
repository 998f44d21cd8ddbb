'use strict';
// What a process holds is found from outside, also where its JavaScript has not seen it yet.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { addressOf } = require('./connection.js');
const { heldBy } = require('./held.js');

const IDS = [0, 1, 255, 256, 70_000];

test('the connections of a server', async (t) => {
  const host = '127.0.0.1';
  const server = net.createServer().listen(0, host);
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address();
  const accepted = [];
  server.on('connection', (socket) => accepted.push(socket));
  const clients = IDS.map((id) => net.connect({ host, port, localAddress: addressOf(id) }));
  for (const client of clients) t.after(() => client.destroy());
  while (accepted.length < IDS.length) await once(server, 'connection');
  t.after(() => accepted.forEach((socket) => socket.destroy()));

  const held = heldBy('self', { host, ports: { tcp: port, http: 1 } });
  assert.deepEqual(
    held.sort((a, b) => a - b),
    IDS,
  );
});
