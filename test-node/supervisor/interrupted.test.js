'use strict';

// Proves that a worker in a terminal's foreground is not ended by Ctrl-C, but by SIGINT where that is the stop signal.

const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('node:test');
const { Service } = require('./service.js');

function app() {
  setInterval(() => {}, 1000);
  const server = require('node:http').createServer((request, response) => response.write('event'));
  server.listen(0);
}

/** The worker takes its standard input for a terminal. */
const files = { 'tty.js': `require('node:tty').isatty = () => true;` };
const options = [
  ...['-w', '1', '--node-args', '-r ./tty.js', '--stop-signal', 'SIGINT'],
  ...['--drain-timeout', '300ms', '--exit-timeout', '300ms'],
];

test('when it is done', async (t) => {
  const service = new Service(t, app, { options, files });
  await service.ready(1);
  service.program.kill('SIGTERM');
  assert.equal((await service.next('exit')).signal, 'SIGINT');
});

test('at the end of its time, and not before', async (t) => {
  const service = new Service(t, app, { options, files });
  const socket = net.connect(await service.port()).on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'data');
  process.kill((await service.next('ready')).pid, 'SIGINT'); // Ctrl-C: the supervisor gets it, too
  service.program.kill('SIGINT');
  assert.equal((await service.next('exit')).signal, 'SIGINT');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});
