'use strict';

// Proves that after stopAccepting() nothing is accepted before resume(), also where a worker closes its server and listens again.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const { createServer } = require('node:net');
  if (cluster.isWorker) {
    const listen = (port) => {
      const server = createServer((socket) => socket.end('served')).listen(port, '127.0.0.1');
      process.once('message', () => server.close(() => listen(server.address()?.port ?? port)));
      server.once('listening', () => (port ||= server.address().port));
    };
    listen(0);
    return;
  }
  const { stopAccepting, resume } = require('gocluster/upgrade');
  const { stats } = require('gocluster/stats');
  const worker = cluster.fork();
  worker.once('listening', async () => {
    await stopAccepting(1000);
    worker.once('listening', ({ port }) => report('port', port));
    worker.send('again');
  });
  process.on('SIGUSR2', async () => {
    // The core has had a turn between the two answers.
    await stats();
    const [{ accepted }] = (await stats()).listeners;
    report('accepted', accepted);
    resume();
  });
}

test('a server that listens again', { skip: GOCLUSTER_ONLY }, async (t) => {
  const primary = run(t, program, { install: true });
  const client = net.connect(await primary.next('port'), '127.0.0.1');
  await once(client, 'connect');
  primary.kill('SIGUSR2');
  assert.equal(await primary.next('accepted'), 0);
  assert.equal(await text(client), 'served');
});
