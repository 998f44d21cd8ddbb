'use strict';

// Floods: a hundred thousand requests to listen on one address, and messages that each bring a handle, cost the primary
// neither its life nor its descriptors, and another worker goes on serving.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run, BUILTIN } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  const { ROLE, FLOOD } = process.env;
  const descriptors = () => fs.readdirSync('/proc/self/fd').length;
  if (cluster.isPrimary) {
    const honest = cluster.fork({ ROLE: 'honest' });
    honest.once('listening', ({ port }) => {
      const before = descriptors();
      const hostile = cluster.fork({ ROLE: 'hostile' });
      hostile.on('error', () => {}); // an answer to it may fail
      hostile.on('message', (message) => {
        if (message !== 'all sent') return;
        report('descriptors', descriptors() - before < 200);
        net.connect(port, '127.0.0.1').on('data', (data) => {
          report('answer', `${data}`);
          hostile.kill('SIGKILL');
        });
      });
      hostile.on('exit', () => {
        const end = Date.now() + 300_000;
        (function look() {
          if (descriptors() > before + 1 && Date.now() < end) return setTimeout(look, 5);
          report('left', Math.max(descriptors() - before - 1, 0));
          honest.disconnect();
        })();
      });
    });
    return;
  }
  if (ROLE === 'honest') {
    net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    return;
  }
  const query = { cmd: 'NODE_CLUSTER', act: 'queryServer', seq: 1, address: '127.0.0.1', port: 0 };
  const message = { ...query, addressType: 4, index: 0, data: null, channel: 2 };
  if (FLOOD === 'listen') {
    for (let i = 0; i < 100_000; i++) process.send(message);
    process.send('all sent');
    return;
  }
  // One after the other: the next handle goes when the one before has arrived.
  const server = net.createServer().listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
    for (let i = 0; i < 500; i++) process.send({ cmd: 'NODE_CLUSTER', act: 'online' }, server);
    process.send('all sent');
  });
}

// Node's own primary ends by an assertion at the second of them.
test('a hundred thousand requests to listen', { skip: BUILTIN && 'ends the built-in' }, (t) =>
  survives(t, 'listen'),
);

test(
  'five hundred messages with a handle',
  { skip: BUILTIN && 'the built-in keeps the handles' },
  (t) => survives(t, 'handles'),
);

async function survives(t, flood) {
  const running = run(t, program, { env: { FLOOD: flood } });
  await running.success();
  assert.deepEqual(running.all('descriptors'), [true]);
  assert.deepEqual(running.all('answer'), ['served']);
  assert.deepEqual(running.all('left'), [0]);
}
