'use strict';

// The example socket.io-chat: clients of all workers, polling or not, hear what one of them says.

const assert = require('node:assert/strict');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { portOf, request, startExample } = require('./example');
const { installPackages } = require('./packages');

const CLIENTS = 2 * os.cpus().length;
const DEADLINE_MS = 300_000;
/**
 * When a client tries again. Node, sending a socket to a worker, reads on in the primary until the worker has confirmed, and
 * drops what it reads: with or without gocluster, a client that is answered sooner is not heard now and then.
 */
const RETRY_MS = 2_000;

async function connect(t, io, port, transports) {
  const client = io(`http://127.0.0.1:${port}`, { transports, forceNew: true, timeout: RETRY_MS });
  t.after(() => client.close());
  const welcome = await hears(client, 'welcome');
  return { client, worker: welcome.match(/^you are with worker (\d+)$/)[1] };
}

for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
  test(`everyone hears everyone by ${transports.join(', then ')}`, async (t) => {
    const { io } = require(path.join(installPackages(), 'socket.io-client'));
    const program = startExample(t, 'socket.io-chat');
    const port = await portOf(program);
    assert.match((await request({ port })).body, /<title>Chat<\/title>/);

    const clients = [];
    for (let i = 0; i < CLIENTS; i++) clients.push(await connect(t, io, port, transports));
    // The least busy worker is chosen, so that every worker has some.
    assert.equal(new Set(clients.map(({ worker }) => worker)).size, os.cpus().length);

    for (const [index, { client }] of clients.entries()) {
      const heard = Promise.all(clients.map((other) => hears(other.client, 'said')));
      client.emit('say', `hello from ${index}`);
      assert.deepEqual(await heard, Array(CLIENTS).fill(`hello from ${index}`));
    }
    assert.equal(program.stderr, '');
  });
}

function hears(client, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`a client got no '${event}' for ${DEADLINE_MS} ms`)),
      DEADLINE_MS,
    );
    client.once(event, (text) => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}
