'use strict';
// The options of net.createServer hold for connections that were handed off: pauseOnConnect,
// allowHalfOpen, noDelay, keepAlive, highWaterMark.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const { until } = require('../support/deadline.js');
const { nodeVersion, start } = require('../listening/remote/start.js');
const { hold, talk } = require('../listening/remote/clients.js');

const anywhere = { port: 0, host: '127.0.0.1' };

/** Listens with these options; `onSocket` is the text of the handler. */
const listen = ({ state }, options, onSocket, where) =>
  new Promise((resolve, reject) => {
    const handler = new Function('state', `return ${onSocket}`)(state);
    state.server = require('node:net').createServer(options, (socket) => {
      socket.on('error', () => {});
      handler(socket);
    });
    state.server.once('error', reject).listen(where, () => resolve(state.server.address().port));
  });

async function serve(t, options, onSocket) {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  return { worker, port: await worker.run(listen, options, String(onSocket), anywhere) };
}

test('pauseOnConnect: nothing is read until resume()', async (t) => {
  const { worker, port } = await serve(
    t,
    { pauseOnConnect: true },
    'function (socket) { state.socket = socket; socket.on("data", (d) => socket.end(d)); }',
  );
  const client = net.connect({ port, host: '127.0.0.1' });
  t.after(() => client.destroy());
  client.write('hello');
  const paused = await until(
    () =>
      worker.run(({ state }) => state.socket && [state.socket.isPaused(), state.socket.bytesRead]),
    'the connection',
  );
  assert.deepEqual(paused, [true, 0]);
  const answer = new Promise((resolve) => client.once('data', (data) => resolve(String(data))));
  await worker.run(({ state }) => {
    state.socket.resume();
  });
  assert.equal(await answer, 'hello');
});

for (const allowHalfOpen of [false, true]) {
  test(`allowHalfOpen: ${allowHalfOpen}`, async (t) => {
    const { port } = await serve(t, { allowHalfOpen }, (socket) => {
      socket.resume().on('end', () => {
        // Half open, we may still speak; else Node has ended the socket already.
        setImmediate(() => (socket.writable ? socket.end('after the end') : socket.destroy()));
      });
    });
    const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    t.after(() => client.destroy());
    client.end('hello');
    let text = '';
    client.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    await new Promise((resolve) => client.once('end', resolve));
    assert.equal(text, allowHalfOpen ? 'after the end' : '');
  });
}

test('noDelay and keepAlive reach the socket of the connection', async (t) => {
  // The kernel tells through the timers in /proc/net/tcp: 02 is the keep-alive timer.
  const { port } = await serve(
    t,
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 },
    (socket) => socket.write(String(process.pid)),
  );
  const { socket } = await hold(t, port);
  const hex = (number) => `:${number.toString(16).toUpperCase().padStart(4, '0')}`;
  const own = await until(() => {
    const lines = require('node:fs').readFileSync('/proc/net/tcp', 'utf8').split('\n');
    return lines
      .map((line) => line.trim().split(/\s+/))
      .find(
        ([, local, remote]) => local?.endsWith(hex(port)) && remote.endsWith(hex(socket.localPort)),
      );
  }, 'the server side of the connection');
  const [timer, expires] = own[5].split(':');
  assert.equal(timer, '02', 'the keep-alive timer runs');
  assert.ok(parseInt(expires, 16) <= 6000, 'and ends within the delay that was asked for');
});

const noMark =
  (nodeVersion[0] < 18 || (nodeVersion[0] === 18 && nodeVersion[1] < 17)) &&
  'this Node has no highWaterMark for servers';

test('highWaterMark is that of the socket', { skip: noMark }, async (t) => {
  const { port } = await serve(t, { highWaterMark: 4321 }, (socket) => {
    socket.end(`${socket.readableHighWaterMark} ${socket.writableHighWaterMark}`);
  });
  assert.equal(await talk(port), '4321 4321');
});
