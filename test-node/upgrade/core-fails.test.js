'use strict';

// Proves that a core that takes the place of one that has failed accepts nothing where the successor serves already: a connection would
// wait for workers that are about to end.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const net = require('node:net');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { coresOf, ended, env, skip } = require('../process/core.js');
const { until } = require('../support/deadline.js');
const { signal } = require('../support/processes.js');
const { Service } = require('../supervisor/service.js');

/** More than the old core would leave to the new one by chance. */
const CONNECTIONS = 50;

function app() {
  require('node:net')
    .createServer((socket) => socket.end(`${process.ppid}`))
    .listen(0);
}

const ask = (port) => text(net.connect(port, '127.0.0.1'));

test('the core fails while connections are handed over', { skip }, async (t) => {
  // A core that chooses for each connection accepts them all, and holds what is for a worker that does not read.
  const options = ['-w', '1', '--sticky', 'address', '--exit-timeout', '100ms'];
  const service = new Service(t, app, { options, env });
  const port = await service.port();
  const old = service.program.pid;
  const [worker] = service.said('ready');

  // It has not read this one: so the old process waits before it ends. What the core itself holds is lost with it.
  const stats = async () => JSON.parse((await service.ask('top', '--json')).stdout);
  await until(async () => (await stats()).workers[0]?.state === 'idle', 'an idle worker');
  signal(worker.pid, 'SIGSTOP');
  const unread = net.connect(port, '127.0.0.1');
  await once(unread, 'connect');
  await until(async () => (await stats()).core.handedOff === 1, 'that it is handed over');
  const answer = text(unread);

  const asked = service.ask('upgrade', '--json');
  await service.program.until(() => service.said('serving').length === 2, 'the new process');
  await until(async () => {
    const lines = await service.ask('status', '--json');
    return lines.code === 0 && JSON.parse(lines.stdout).pid !== old;
  }, 'the control socket of the new one');

  const [core] = coresOf(old);
  signal(core, 'SIGKILL');
  await ended(core);
  await until(() => coresOf(old).some((pid) => pid !== core), 'another core');
  const served = new Set();
  for (let i = 0; i < CONNECTIONS; i++) served.add(await ask(port));
  assert.equal(served.size, 1);
  assert.ok(!served.has(`${old}`));

  signal(worker.pid, 'SIGCONT');
  assert.equal(await answer, `${old}`);
  assert.equal((await asked).code, 0);
  assert.equal((await service.ask('stop')).code, 0);
  await service.program.gone();
});
