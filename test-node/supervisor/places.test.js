'use strict';

// Proves that under a sticky policy a replacement gets the clients of the worker that it replaces, and nobody else's, also where it is
// started before the other one leaves, and that a core that takes another's place sends each client to the same worker.

const assert = require('node:assert/strict');
const net = require('node:net');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { signal } = require('../support/processes.js');
const { coresOf, env } = require('../process/core.js');
const { Service } = require('./service.js');

const files = {
  'app.js': `require('node:net').createServer((socket) => socket.on('error', () => {}).end(String(process.pid))).listen(0, '127.0.0.1');`,
};
const CLIENTS = 40;

function ask(port, i) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${i + 2}` });
    let text = '';
    socket.on('error', reject).on('data', (some) => (text += some));
    socket.on('end', () => resolve(Number(text)));
  });
}

const askAll = (port) => Promise.all(Array.from({ length: CLIENTS }, (_, i) => ask(port, i)));

test('replacements, and another core', { skip: GOCLUSTER_ONLY }, async (t) => {
  const options = ['-w', '3', '--sticky', 'address', '--settle-time', '0'];
  const service = new Service(t, 'app.js', { options, files, env });
  const port = await service.port();
  await service.ready(3);
  const status = async () => JSON.parse((await service.ask('status', '--json')).stdout).workers;
  const pidOf = async (instance) => (await status()).find((each) => each.instance === instance).pid;
  const first = await askAll(port);
  const [{ id, instance, pid }] = await status();
  assert.ok(first.includes(pid));

  assert.equal((await service.ask('restart', `${id}`)).code, 0);
  const fresh = await pidOf(instance);
  const replaced = first.map((each) => (each === pid ? fresh : each));
  assert.deepEqual(await askAll(port), replaced);

  const [core] = coresOf(service.program.pid);
  signal(core, 'SIGKILL');
  await service.program.until(
    () => ![core, undefined].includes(coresOf(service.program.pid)[0]),
    'a core',
  );
  assert.deepEqual(await askAll(port), replaced);

  assert.equal((await service.ask('reload')).code, 0);
  const pids = new Map((await status()).map((each) => [each.instance, each.pid]));
  assert.equal(new Set(await askAll(port)).size, 3);
  const clientsOf = (all, each) => all.flatMap((one, i) => (one === each ? [i] : []));
  assert.deepEqual(clientsOf(await askAll(port), pids.get(instance)), clientsOf(replaced, fresh));
});
