'use strict';

// Proves that a draining worker tells a client that its connection ends, and sends it every other header, however the program writes the
// header: a proxy passes on the "keep-alive" of another connection.

const assert = require('node:assert/strict');
const http = require('node:http');
const { once } = require('node:events');
const { test } = require('node:test');
const { Service } = require('./service.js');

function app(report) {
  const kept = { connection: 'keep-alive', 'set-cookie': ['a=1', 'b=2'] };
  const list = ['Connection', 'keep-alive', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'];
  const pairs = [list.slice(0, 2), list.slice(2, 4), list.slice(4)];
  const ways = {
    '/object': (response) => response.writeHead(200, kept),
    '/list': (response) => response.writeHead(200, 'OK', list),
    '/pairs': (response) => response.writeHead(200, pairs),
    '/set': (response) => {
      for (const [name, value] of Object.entries(kept)) response.setHeader(name, value);
    },
    '/both': (response) => {
      response.setHeader('Connection', 'keep-alive');
      response.writeHead(200, { 'set-cookie': kept['set-cookie'] });
    },
    '/switch': (response) => response.writeHead(101, { Connection: 'Upgrade', Upgrade: 'other' }),
  };
  const server = require('node:http').createServer((request, response) => {
    ways[request.url](response);
    response.end();
  });
  server.keepAliveTimeout = 300_000;
  server.listen(0);
  process.on('internalMessage', ({ act }) => act === 'drain' && report('drains'));
}

test('the last response on a kept connection', async (t) => {
  const service = new Service(t, app, { options: ['-w', '1'] });
  const port = await service.port();
  const agents = new Map();
  const get = async (path) => {
    if (!agents.has(path)) agents.set(path, new http.Agent({ keepAlive: true, maxSockets: 1 }));
    const [response] = await once(http.get({ port, path, agent: agents.get(path) }), 'response');
    response.resume();
    await once(response, 'close');
    return [response.headers.connection, response.headers['set-cookie']];
  };
  const paths = ['/object', '/list', '/pairs', '/set', '/both'];
  const cookies = ['a=1', 'b=2'];
  for (const path of paths) assert.deepEqual(await get(path), ['keep-alive', cookies], path);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  await once(
    http.get({ port, path: '/set', agent }).on('response', (r) => r.resume()),
    'close',
  );

  service.program.kill('SIGTERM');
  await service.program.next('drains');
  for (const path of paths) assert.deepEqual(await get(path), ['close', cookies], path);
  const headers = { Connection: 'Upgrade', Upgrade: 'other' };
  const [response, socket] = await once(
    http.get({ port, path: '/switch', headers, agent }),
    'upgrade',
  );
  assert.equal(response.headers.connection, 'Upgrade');
  socket.destroy();
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});
