'use strict';
// Connections whose first bytes are waited for when something ends: a worker, and they go on with another; all workers, and they end as
// what waits in the built-in's queue; the core, and they end, and the next one waits for others'.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { coresOf, env } = require('../process/core.js');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { answer, connect, startServers } = require('./client.js');

const HEADER = 'PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n';
const CLIENT = ['192.0.2.1', 1234, 'IPv4'];
/** No test waits for it. */
const PATIENT = { proxyProtocol: true, sticky: { cookie: 'sid', timeout: 60_000 } };

test('a worker is killed', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { ports, cluster } = await startServers(t, PATIENT);
  const halves = [];
  for (let i = 0; i < 8; i++) halves.push(await connect(ports.http, [HEADER.slice(0, i * 5)]));
  cluster.child.send(1);
  await until(() => cluster.pids().length === 2, 'one worker is left');
  for (const [i, socket] of halves.entries()) {
    socket.write(HEADER.slice(i * 5));
    const { worker, client } = await answer('http', socket);
    assert.deepEqual([worker, client], [2, CLIENT]);
  }
});

test('no worker is left', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { ports, cluster } = await startServers(t, PATIENT);
  const waiting = [await connect(ports.http), await connect(ports.http, [HEADER.slice(0, 20)])];
  await answer('http', await connect(ports.http, [HEADER])); // by now both have been accepted
  const ends = waiting.map((socket) => {
    const events = [];
    socket.resume().on('end', () => events.push('end'));
    socket.on('error', ({ code }) => events.push(code));
    return new Promise((resolve) => socket.on('close', () => resolve(events)));
  });
  cluster.child.send(1);
  cluster.child.send(2);
  assert.deepEqual(await Promise.all(ends), [['end'], ['ECONNRESET']]);
});

test('the core is killed', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { ports, cluster } = await startServers(t, PATIENT, { env });
  const waiting = await connect(ports.http, [HEADER.slice(0, 20)]);
  const ended = new Promise((resolve) => waiting.on('close', resolve));
  process.kill(coresOf(cluster.pid)[0], 'SIGKILL');
  await ended;
  const socket = await connect(ports.http, [HEADER.slice(0, 20)]);
  socket.write(HEADER.slice(20));
  assert.deepEqual((await answer('http', socket)).client, CLIENT);
});
