'use strict';
// A program's own dgram.createSocket, net.Socket and the like are its business: workers bind UDP and TCP, connections are
// served, and the primary makes no socket that a program hears of.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { run } = require('../support/run.js');

/** Both roles replace what makes sockets; the worker binds UDP and serves TCP. */
function program(report) {
  const cluster = require('node:cluster');
  const dgram = require('node:dgram');
  const net = require('node:net');
  const { channel } = require('node:diagnostics_channel');

  function mock() {
    return { send() {}, on() {}, close() {}, unref() {} };
  }
  const { connect, createServer, Socket } = net;
  const { createSocket, Socket: Datagram } = dgram;

  if (cluster.isPrimary) {
    const seen = [];
    channel('udp.socket').subscribe(({ socket }) => seen.push(socket.constructor.name));
    process.on('warning', ({ code, message }) => seen.push(code ?? message));
    dgram.createSocket = dgram.Socket = net._createServerHandle = mock;
    if (dgram._createSocketHandle) dgram._createSocketHandle = mock;
    cluster.on('message', (worker, { name, port }) => {
      report(name, typeof port);
      if (name !== 'tcp') return;
      connect(port, '127.0.0.1')
        .on('data', (data) => report('reply', `${data}`))
        .on('close', () => {
          report('seen', seen);
          report(
            'open',
            process._getActiveHandles().filter((each) => each instanceof Datagram).length,
          );
          cluster.disconnect();
        });
    });
    cluster.fork();
  } else {
    net.Socket = dgram.Socket = mock;
    const say = (name, { port }) => process.send({ name, port });
    const first = createSocket('udp4').bind(0, '127.0.0.1', () => {
      say('udp', first.address());
      const server = createServer((socket) => socket.end(`${socket instanceof Socket}`));
      server.listen(0, '127.0.0.1', () => say('tcp', server.address()));
    });
  }
}

test('sockets that a program replaces', async (t) => {
  const running = run(t, program);
  const reports = await running.success();
  assert.deepEqual(Object.fromEntries(reports.map(({ name, value }) => [name, value])), {
    udp: 'number',
    tcp: 'number',
    reply: 'true',
    seen: [],
    open: 0,
  });
});
