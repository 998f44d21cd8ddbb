'use strict';

// worker.kill(signal) sends that signal at once, whatever the worker does: before it is online, while
// it runs an endless loop, while a client holds a connection. Without a signal it is SIGTERM.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  const { WHEN, SIGNAL } = process.env;
  if (cluster.isWorker) {
    if (WHEN === 'it handles the signal') {
      process.on(SIGNAL, () => {
        report('handled');
        process.exit(9);
      });
    }
    const server = net.createServer((socket) => {
      socket.write('hello');
    });
    server.listen(0, '127.0.0.1', () => {
      if (WHEN !== 'it runs an endless loop') return;
      process.send('looping', () => {
        for (;;);
      });
    });
    return;
  }
  const worker = cluster.fork();
  const kill = () => worker.kill(...(SIGNAL ? [SIGNAL] : []));
  worker.on('exit', (...args) => report('exit', args));
  if (WHEN === 'it is just forked') kill();
  worker.on('message', kill);
  worker.on('listening', ({ port }) => {
    if (WHEN === 'it listens' || WHEN === 'it handles the signal') kill();
    if (WHEN !== 'a client is connected') return;
    const client = net.connect(port, '127.0.0.1');
    client.on('data', kill);
    client.on('error', () => {}); // reset or ended, both will do
    client.on('close', () => report('client closed'));
  });
}

for (const [when, signal, expected = [null, signal]] of [
  ['it is just forked', 'SIGKILL'],
  ['it is just forked', '', [null, 'SIGTERM']],
  ['it listens', '', [null, 'SIGTERM']],
  ['it listens', 'SIGINT'],
  ['it runs an endless loop', '', [null, 'SIGTERM']],
  ['a client is connected', 'SIGHUP'],
  ['it handles the signal', 'SIGUSR2', [9, null]],
]) {
  test(`kill(${signal}) when ${when}`, async (t) => {
    const running = run(t, program, { env: { WHEN: when, SIGNAL: signal } });
    await running.success();
    assert.deepEqual(running.all('exit'), [expected]);
    if (when === 'a client is connected') assert.equal(running.all('client closed').length, 1);
    if (when === 'it handles the signal') assert.equal(running.all('handled').length, 1);
  });
}

test('a worker that takes a signal for something else is served as before', async (t) => {
  function program(report) {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      process.on('SIGUSR2', () => process.send('reloaded'));
      net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
      return;
    }
    const worker = cluster.fork();
    worker.on('listening', ({ port }) => {
      worker.on('message', () => {
        net.connect(port, '127.0.0.1').on('data', (bytes) => {
          report('answer', String(bytes));
          worker.kill('SIGKILL');
        });
      });
      worker.kill('SIGUSR2');
    });
  }
  const running = run(t, program);
  await running.success();
  assert.deepEqual(running.all('answer'), ['served']);
});
