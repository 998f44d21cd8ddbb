'use strict';

// worker.disconnect() in the primary: returns the worker, takes it from cluster.workers at once; the
// worker takes no new connection, finishes those it has, waits for its servers' 'close', disconnects
// and exits with code 0.

const assert = require('node:assert/strict');
const net = require('node:net');
const { test } = require('node:test');
const { run } = require('../support/run.js');

test('disconnect() in the primary waits for the connections', async (t) => {
  const program = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => {
        socket.on('end', () => report('connection ended'));
        socket.on('error', () => {});
        socket.write('hello');
        process.send('connected');
      });
      server.on('close', () => report('server closed', process.connected));
      process.on('disconnect', () => report('disconnected', server.listening));
      process.on('exit', (code) => report('worker exit', code));
      server.listen(0, '127.0.0.1');
      return;
    }
    const worker = cluster.fork();
    worker.on('listening', ({ port }) => report('port', port));
    worker.on('message', () => {
      report('returns itself', worker.disconnect() === worker);
      report('table', Object.keys(cluster.workers));
      report('still', [worker.isConnected(), worker.isDead(), worker.exitedAfterDisconnect]);
    });
    worker.on('disconnect', () => report('primary disconnect'));
    worker.on('exit', (...args) => report('exit', args));
  });
  const port = await program.next('port');
  const client = net.connect(port, '127.0.0.1');
  t.after(() => client.destroy());
  client.setEncoding('utf8').resume();
  assert.equal(await program.next('returns itself'), true);
  assert.deepEqual(await program.next('table'), []);
  assert.deepEqual(await program.next('still'), [true, false, true]);

  // The last worker is going: its port no longer takes connections, this one is still open.
  await refused(port);
  assert.equal(program.all('server closed').length, 0);
  client.end();
  await program.success();
  const names = program.reports.map(({ name }) => name);
  const inOrder = ['connection ended', 'server closed', 'disconnected', 'worker exit'];
  assert.deepEqual(
    names.filter((name) => inOrder.includes(name)),
    inOrder,
  );
  assert.deepEqual(program.all('server closed'), [true]);
  assert.deepEqual(program.all('exit'), [[0, null]]);
});

/** Waits until a connection to `port` is refused. */
async function refused(port) {
  const { until } = require('../support/deadline.js');
  const attempt = () =>
    new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.on('error', (error) => resolve(error.code === 'ECONNREFUSED'));
      socket.on('connect', () => socket.destroy() && resolve(false));
    });
  await until(attempt, `a refusal at port ${port}`);
}
