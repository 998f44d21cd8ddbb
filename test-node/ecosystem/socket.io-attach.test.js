'use strict';

// attach() of gocluster/socket.io, whatever is attached first: each response of the HTTP server closes its connection, and each session
// id names the worker.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const test = require('node:test');
const { SIDES, linkGocluster, start } = require('./sides');

const skip = !SIDES.includes('gocluster') && 'it is about gocluster';
const HANDSHAKE = '?EIO=4&transport=polling';
const PAGE = '/';
const ENGINE = '/engine.io/';
const SOCKET_IO = '/socket.io/';

async function get(port, path) {
  const query = path === PAGE ? '' : HANDSHAKE;
  const headers = { Connection: 'keep-alive' };
  const options = { port, host: '127.0.0.1', path: path + query, agent: false, headers };
  const [response] = await once(http.get(options), 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { connection: response.headers.connection, text };
}

const ORDERS = [
  ['engine.io that attaches to its server afterwards', 'before', [PAGE, ENGINE]],
  ['engine.io that has attached to its server before', 'after', [ENGINE, PAGE]],
  ['two servers of Socket.IO', 'two', [PAGE, '/one/', '/two/']],
  ['another engine that is not attached', 'unknown', [PAGE, SOCKET_IO]],
  ['a generateId that is assigned afterwards', 'assigned', [SOCKET_IO], /^own\.1$/],
  ['one that calls the one before', 'assignedAsync', [SOCKET_IO], /^own-[\w-]+\.1$/],
];

test('attach()', { skip }, async (t) => {
  linkGocluster();
  const program = start(t, 'gocluster', 'socket.io-attach.js');
  const ports = await program.line('ports');
  for (const [title, name, paths, expected = /^[\w-]{20}\.1$/] of ORDERS) {
    await t.test(title, async () => {
      for (const path of paths) {
        const { connection, text } = await get(ports[name], path);
        if (path !== PAGE) assert.match(JSON.parse(text.slice(1)).sid, expected);
        assert.equal(connection, 'close', path);
      }
    });
  }
  await t.test('after a request of the attached engine, requests of others', async () => {
    assert.equal((await get(ports.unknown, '/unknown/')).connection, 'close');
  });
  await t.test('engine.io 3 awaits no promise', async () => {
    assert.match(await program.line('id'), /^[\w-]{20}\.1$/);
  });
});
