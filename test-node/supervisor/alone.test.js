'use strict';

// Proves that a draining worker also stops accepting where it listens by itself, and finishes what it has.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { Service } = require('./service.js');

/** Answers when there is a file "answer". */
function app(report) {
  const { existsSync } = require('node:fs');
  const server = require('node:http').createServer((request, response) => {
    report('asked');
    const timer = setInterval(() => {
      if (!existsSync('answer')) return;
      clearInterval(timer);
      response.end('answered');
    }, 10);
  });
  server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
    report('port', server.address().port);
    process.send('ready');
  });
}

const ask = (port) =>
  new Promise((resolve) => {
    http.get({ port, agent: false }, (response) => resolve(text(response)));
  });

const isClosed = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', ({ code }) => resolve(code === 'ECONNREFUSED'));
  });

test('an exclusive server', async (t) => {
  const options = ['-w', '1', '--exit-timeout', '1ms', '--settle-time', '0'];
  const service = new Service(t, app, { options });
  const port = await service.program.next('port');
  await service.ready(1);
  const asked = ask(port);
  await service.program.next('asked');
  const reloaded = service.ask('reload');
  await service.ready(2);
  await until(() => isClosed(port), 'the end of the old port');
  fs.writeFileSync(path.join(service.program.folder, 'answer'), '');
  assert.equal(await asked, 'answered');
  assert.deepEqual(await reloaded, { code: 0, stdout: 'reloaded: 1 replaced\n', stderr: '' });
});
