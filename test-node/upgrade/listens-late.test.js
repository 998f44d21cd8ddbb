'use strict';

// Proves that an upgrade loses no connection to a port on which the program listens only some time after another one.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { folder: newFolder } = require('../listening/remote/clients.js');
const { Service } = require('../supervisor/service.js');

/** A preload: what would be closed after some seconds stays, however slow the machine is. */
const SLOWLY = `
const timers = require('node:timers');
const { setTimeout } = timers;
timers.setTimeout = (callback, ms, ...args) => setTimeout(callback, ms >= 1000 ? 1e8 : ms, ...args);
`;

/** Listens on a second port when there is a file "go". */
function app() {
  const { existsSync } = require('node:fs');
  const { createServer } = require('node:net');
  const listen = (callback) =>
    createServer((socket) => socket.end('served')).listen(0, '127.0.0.1', callback);
  listen(() => {
    const timer = setInterval(() => {
      if (!existsSync('go')) return;
      clearInterval(timer);
      listen();
    }, 10);
  });
}

test('a second port', { skip: GOCLUSTER_ONLY }, async (t) => {
  const preload = path.join(newFolder(t), 'slowly.js');
  fs.writeFileSync(preload, SLOWLY);
  const service = new Service(t, app, {
    options: ['-w', '1', '--exit-timeout', '100ms'],
    env: { NODE_OPTIONS: `-r ${preload}` },
    files: { go: '' },
  });
  const second = () =>
    service.program.until(() => service.said('listening')[1], 'a second listening');
  const { address } = await second();
  const go = path.join(service.program.folder, 'go');
  fs.rmSync(go);
  const { code, stderr } = await service.ask('upgrade');
  assert.equal(code, 0, stderr);
  await service.program.until(() => service.said('exit').length === 1, 'the end of the old worker');
  await service.program.exit(); // of the old process
  const client = net.connect(address.port, address.address);
  await once(client, 'connect');
  fs.writeFileSync(go, '');
  assert.equal(await text(client), 'served');
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});
