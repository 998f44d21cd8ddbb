'use strict';
// A connection that was handed off knows both its ends, and is a net.Socket like any other.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');
const { start } = require('../listening/remote/start.js');
const { folder } = require('../listening/remote/clients.js');

const describe = ({ state }, where) =>
  new Promise((resolve, reject) => {
    const net = require('node:net');
    state.server = net.createServer((socket) => {
      const { localAddress, localPort, localFamily, remoteAddress, remotePort, remoteFamily } =
        socket;
      socket.on('error', () => {});
      socket.end(
        JSON.stringify({
          local: { address: localAddress, port: localPort, family: localFamily },
          remote: { address: remoteAddress, port: remotePort, family: remoteFamily },
          address: socket.address(),
          isSocket: socket instanceof net.Socket,
          isOfServer: socket.server === state.server,
          handle: socket._handle.constructor.name,
          hasFd: socket._handle.fd > 0,
          readyState: socket.readyState,
        }),
      );
    });
    state.server.once('error', reject).listen(where, () => resolve(state.server.address()));
  });

async function meet(target) {
  const socket = net.connect(target);
  let text = '';
  let own;
  socket.once('connect', () => (own = socket.address()));
  socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
  return { own, seen: JSON.parse(text) };
}

for (const [host, family] of [
  ['127.0.0.1', 'IPv4'],
  ['::1', 'IPv6'],
]) {
  test(`the ends of a connection over ${family}`, async (t) => {
    const cluster = await start(t, { workers: 1 });
    const { port } = await cluster.workers[0].run(describe, { port: 0, host });
    const { own, seen } = await meet({ host, port });
    const local = { address: host, port, family };
    assert.deepEqual(seen, {
      local,
      remote: { address: host, port: own.port, family },
      address: local,
      isSocket: true,
      isOfServer: true,
      handle: 'TCP',
      hasFd: true,
      readyState: 'open',
    });
  });
}

test('IPv4 on a dual-stack server is seen as a mapped IPv6 address', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const { port } = await cluster.workers[0].run(describe, { port: 0 });
  const { own, seen } = await meet({ host: '127.0.0.1', port });
  assert.deepEqual(seen.remote, { address: '::ffff:127.0.0.1', port: own.port, family: 'IPv6' });
});

test('a connection over a Unix socket', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const file = path.join(folder(t), 'sock');
  assert.equal(await cluster.workers[0].run(describe, { path: file }), file);
  const { seen } = await meet({ path: file });
  assert.deepEqual(seen, {
    local: {},
    remote: {},
    address: {},
    isSocket: true,
    isOfServer: true,
    handle: 'Pipe',
    hasFd: true,
    readyState: 'open',
  });
});
