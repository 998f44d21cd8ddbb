'use strict';

// Proves that while a new process takes the place of an old one, a socket that only one of them has is closed as at any other time: its
// path is removed, and can be bound again.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { Service } = require('../supervisor/service.js');

/** Where there is a file "again", it also listens on a path that the old one does not listen on: twice, one after the other. */
function app() {
  const { createServer } = require('node:net');
  const listen = () => createServer().listen(0);
  if (!require('node:fs').existsSync('again')) return listen();
  const server = createServer((socket) => socket.end('again'));
  server.listen('sock', () => server.close(() => server.listen('sock', listen)));
}

test('a new process that listens twice', { skip: GOCLUSTER_ONLY }, async (t) => {
  const service = new Service(t, app, { options: ['-w', '1', '--exit-timeout', '100ms'] });
  await service.ready(1);
  const file = (name) => path.join(service.program.folder, name);
  fs.writeFileSync(file('again'), '');
  const { code, stderr } = await service.ask('upgrade');
  assert.equal(code, 0, stderr);
  await service.program.until(() => fs.existsSync(file('sock')), 'the path');
  assert.equal(await text(net.connect(file('sock'))), 'again');
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
  assert.equal(fs.existsSync(file('sock')), false);
});
