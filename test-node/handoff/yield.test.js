'use strict';
// Before a worker sleeps after it has got connections it lets others have the CPU once; rarely where that has proved dear, and not for
// what the program does with its connections.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { start, onlyGocluster } = require('../listening/remote/start.js');
const { listen } = require('../listening/remote/acts.js');
const { ask, folder } = require('../listening/remote/clients.js');

const CONNECTIONS = 200;
const skip =
  onlyGocluster('it sleeps at once') ||
  (spawnSync('cc', ['--version']).error && 'there is no C compiler: install gcc');

/** One worker, and how often it has yielded, where that takes so many microseconds each time. */
async function counting(t, cost) {
  const dir = folder(t);
  const library = path.join(dir, 'yields.so');
  const flags = ['-shared', '-fPIC', '-Wall', '-Wextra', '-Werror', '-o', library];
  execFileSync('cc', [...flags, path.join(__dirname, 'yields.c')]);
  const file = path.join(dir, 'count');
  fs.writeFileSync(file, new Uint8Array(4));
  const env = { LD_PRELOAD: library, YIELDS: file, YIELD_US: `${cost}` };
  const cluster = await start(t, { workers: 1, env });
  return { cluster, yields: () => fs.readFileSync(file).readUInt32LE() };
}

async function yieldsOfConnections(t, cost) {
  const { cluster, yields } = await counting(t, cost);
  const [{ port }] = await cluster.everywhere(listen, { port: 0, host: '127.0.0.1' });
  const before = yields();
  for (let i = 0; i < CONNECTIONS; i++) await ask(port);
  return yields() - before;
}

test('as connections come, and not more often than they do', { skip }, async (t) => {
  const count = await yieldsOfConnections(t, 0);
  // The next one comes before this one's where the worker waits for a CPU: then they share it.
  assert.ok(count > CONNECTIONS / 20 && count < CONNECTIONS * 1.2, `${count}`);
});

test('where others compute in that time, nearly never', { skip }, async (t) => {
  const count = await yieldsOfConnections(t, 2000);
  assert.ok(count > 0 && count < CONNECTIONS / 20, `${count}`);
});

const serve = () =>
  new Promise((resolve) => {
    const server = require('node:http').createServer((request, response) => response.end());
    server.listen(0, '127.0.0.1', () => resolve(server.address()));
  });

test('not for requests on a connection', { skip }, async (t) => {
  const { cluster, yields } = await counting(t, 0);
  const [{ port }] = await cluster.everywhere(serve);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const request = () =>
    new Promise((resolve, reject) => {
      http
        .get({ port, host: '127.0.0.1', agent }, (response) => response.resume().on('end', resolve))
        .on('error', reject);
    });
  await request();
  await request();
  const before = yields();
  for (let i = 0; i < CONNECTIONS; i++) await request();
  assert.ok(yields() - before < CONNECTIONS / 20, `${yields() - before}`);
});
