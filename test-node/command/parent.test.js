'use strict';

// Proves that a parent that forks the command talks to the script: messages, handles, the end of the channel.

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { runCommand } = require('./run-command.js');

const skip = GOCLUSTER_ONLY;
const IPC = { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] };

function echo() {
  process.on('message', (message) => {
    process.send({ echo: message });
    process.disconnect();
  });
}

test('messages', { skip }, async (t) => {
  const running = runCommand(t, echo, IPC);
  const answer = once(running.child, 'message');
  running.child.send('hello');
  assert.deepEqual((await answer)[0], { echo: 'hello' });
  await running.success();
});

test('messages before the script has begun, behind an option', { skip }, async (t) => {
  const running = runCommand(
    t,
    () => {
      const got = [];
      process.on('message', (message) => {
        if (got.push(message) < 100) return;
        process.send(got);
        process.disconnect();
      });
    },
    { ...IPC, nodeArgs: ['--no-warnings'] },
  );
  const sent = Array.from({ length: 100 }, (_, i) => i);
  const answer = once(running.child, 'message');
  for (const number of sent) running.child.send(number);
  assert.deepEqual((await answer)[0], sent);
  await running.success();
});

test('a handle', { skip }, async (t) => {
  const running = runCommand(
    t,
    () => {
      process.once('message', (message, server) => {
        server.on('connection', (socket) => socket.end('from the script'));
        process.once('message', () => server.close(() => process.disconnect()));
        process.send('ready');
      });
    },
    IPC,
  );
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const ready = once(running.child, 'message');
  running.child.send('server', server);
  await ready;
  server.close();
  let text = '';
  for await (const chunk of net.connect(port, '127.0.0.1').setEncoding('utf8')) text += chunk;
  assert.equal(text, 'from the script');
  running.child.send('end');
  await running.success();
});

test('advanced serialization', { skip }, async (t) => {
  const running = runCommand(t, echo, { ...IPC, serialization: 'advanced' });
  const answer = once(running.child, 'message');
  const message = { when: new Date(0), of: new Map([[1, new Set([2n])]]) };
  running.child.send(message);
  assert.deepEqual((await answer)[0], { echo: message });
  await running.success();
});

test('the environment has no trace of the channel', { skip }, async (t) => {
  const running = runCommand(
    t,
    (report) => {
      report(
        'channel',
        Object.keys(process.env).filter((name) => name.startsWith('NODE_CHANNEL')),
      );
      process.disconnect();
    },
    IPC,
  );
  await running.success();
  assert.deepEqual(running.all('channel'), [[]]);
});

test("the parent's disconnect ends the script's channel", { skip }, async (t) => {
  const running = runCommand(
    t,
    (report) => {
      process.on('disconnect', () => report('disconnected'));
      process.send('ready');
    },
    IPC,
  );
  await once(running.child, 'message');
  running.child.disconnect();
  // A parent that has disconnected gets no 'close' event of the process.
  assert.deepEqual(await running.exit(), { code: 0, signal: null });
  assert.equal(running.all('disconnected').length, 1);
});
