'use strict';

// Proves what a load balancer is told: by HAProxy's agent-check and by the health page, while workers start, are blocked, are replaced by an
// upgrade, also one that fails later, and end after --drain-delay.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { Service } = require('../supervisor/service.js');
const { folder: newFolder } = require('../listening/remote/clients.js');
const { agent, app, freePorts, health, started } = require('./balanced.js');

const pidsOf = async (service) =>
  JSON.parse((await service.ask('status', '--json')).stdout).workers.map(({ pid }) => pid);

test('up, with the share that has room; down; drain', async (t) => {
  const { service, check, page, port, says } = await started(t, '--drain-delay', '1s');
  await says('up 100%\n');
  assert.deepEqual(await health(page, '/ready'), [200, 'ready\n']);

  const [first, second] = await pidsOf(service);
  process.kill(first, 'SIGSTOP');
  await says('up 50%\n');
  process.kill(second, 'SIGSTOP');
  await says('down #all workers are blocked\n');
  assert.deepEqual(await health(page, '/ready'), [503, 'all workers are blocked\n']);
  assert.deepEqual(await health(page, '/live?of=balancer'), [200, 'live\n']);
  for (const pid of [first, second]) process.kill(pid, 'SIGCONT');
  await says('up 100%\n');

  // Balancers know before a connection is refused.
  service.program.kill('SIGTERM');
  await says('drain\n');
  assert.deepEqual(await health(page, '/ready'), [503, 'stopping\n']);
  assert.match(await text(net.connect(port).end('GET / HTTP/1.0\r\n\r\n')), /^$|\d+$/);
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  const events = ['leaving', 'stop'].map((event) => Date.parse(service.said(event)[0].time));
  assert.ok(events[1] - events[0] >= 900);

  // What was drained by this service is ended by the next one of its name, and by nobody else.
  const { env } = service;
  const next = new Service(t, app, {
    options: [
      '-w',
      '1',
      '--name',
      'program',
      '--agent-check',
      `127.0.0.1:${check}`,
      '--no-agent-weights',
    ],
    env,
  });
  await next.port();
  assert.equal(await agent(check), 'ready up\n');
});

test('a drain is remembered beside a control socket, wherever that is', async (t) => {
  const [check] = freePorts();
  const folder = newFolder(t);
  const control = path.join(folder, 'control.sock');
  const start = () =>
    new Service(t, app, {
      options: [
        ...['-w', '1', '--control', control, '--drain-delay', '1m', '--exit-timeout', '100ms'],
        ...['--agent-check', `127.0.0.1:${check}`, '--no-agent-weights'],
      ],
      env: { XDG_RUNTIME_DIR: '/dev/null' }, // where no folder can be made
    });
  const service = start();
  await service.port();
  service.program.kill('SIGTERM');
  await until(async () => (await agent(check)) === 'drain\n', 'that it drains');
  service.program.kill('SIGTERM'); // a second one does not wait
  await service.program.end();
  assert.deepEqual(fs.readdirSync(folder), ['control.drained']);
  const next = start();
  await next.port();
  assert.equal(await agent(check), 'ready up\n');
  assert.deepEqual(fs.readdirSync(folder), ['control.sock']);
});

test('an upgrade: the machine stays in service', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { service, check, says } = await started(t);
  await says('up 100%\n');
  const said = new Set();
  let isOver = false;
  const asking = (async () => {
    while (!isOver) said.add(await agent(check));
  })();
  assert.equal((await service.ask('upgrade')).code, 0);
  await service.next('exit');
  await says('up 100%\n');
  isOver = true;
  await asking;
  assert.deepEqual(
    [...said].filter((line) => !line.startsWith('up ')),
    [],
  );
});

test('the old process serves again: so do its pages', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { service, page, port, says } = await started(t);
  await says('up 100%\n');
  // Clients that send half a request keep the page's server from ending, and a request that lasts keeps the old process. The server waits
  // a second for the other half: there are always some that have just begun.
  const clients = [];
  const begin = () => {
    const client = net.connect(page, '127.0.0.1').on('error', () => {});
    client.write('GET /ready');
    clients.push(client);
  };
  const beginning = setInterval(begin, 100);
  t.after(() => clients.forEach((each) => each.destroy()));
  const lasting = http.get({ port, path: '/lasting', agent: false }).on('error', () => {});
  const [response] = await once(lasting, 'response');
  response.on('error', () => {}).resume();
  clients.push(lasting);
  const { pid } = JSON.parse((await service.ask('upgrade', '--json')).stdout);
  clearInterval(beginning);
  process.kill(pid, 'SIGKILL');
  await service.next('resumed');
  await service.ready(3 * 2); // its own twice, and those of the new process
  assert.deepEqual(service.said('warning'), []);
  await says('up 100%\n');
  assert.deepEqual(await health(page, '/ready'), [200, 'ready\n']);
});

test('an address that is taken, and one that is none', async (t) => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address();
  t.after(() => taken.close());
  for (const [address, code, said] of [
    [`127.0.0.1:${port}`, 1, /health: listen EADDRINUSE/],
    ['localhost:80', 2, /--health must be a port, or an IP address and a port/],
  ]) {
    const service = new Service(t, app, { options: ['--health', address] });
    assert.equal((await service.program.end()).code, code);
    assert.match(service.program.stderr, said);
    const runtime = path.join(service.env.XDG_RUNTIME_DIR, 'gocluster');
    assert.ok(!fs.existsSync(runtime) || fs.readdirSync(runtime).length === 0, 'nothing is left');
  }
});
