'use strict';

// Proves what happens where two things meet: a restart that waits and a crash, a scale or a drain; a delayed stop and an upgrade; a lost
// successor and workers that still drain; a replacement that leaves in its first moments; a stop and a reload.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { describe, test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { signal } = require('../support/processes.js');
const { until } = require('../support/deadline.js');
const Restarts = require('../../supervisor/restarts');
const { Service } = require('./service.js');

const APP = `
const http = require('node:http');
const fs = require('node:fs');
const bad = require('node:path').join(__dirname, 'bad' + process.env.NODE_APP_INSTANCE);
if (fs.existsSync(bad)) process.exit(7);
http.createServer((request, response) => {
  if (request.url === '/hold') response.write(process.env.NODE_APP_INSTANCE);
  else response.end('good');
}).listen(0);`;

function get(port, url = '/') {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path: url, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text) => resolve({ text, request }));
      response.on('error', () => {});
    });
    request.on('error', reject);
  });
}

function serve(t, ...options) {
  return new Service(t, 'app.js', {
    options: ['--settle-time', '0', '--exit-timeout', '100ms', ...options],
    files: { 'app.js': APP },
  });
}

const statusOf = async (service) => JSON.parse((await service.ask('status', '--json')).stdout);

/** The worker of an instance crashes, and will not start again soon: its restart waits. */
async function waitForRestart(service, instance) {
  fs.writeFileSync(path.join(service.program.folder, `bad${instance}`), '');
  const { workers } = await statusOf(service);
  signal(workers.find((worker) => worker.instance === instance).pid, 'SIGKILL');
  await service.program.until(
    () => service.said('restart').some(({ delay }) => delay > 60_000),
    'a restart that waits for long',
  );
}

test('restarts wait for those before them, and not for one that is served otherwise', () => {
  const settings = { minUptime: 10_000, restartDelay: 1000, maxRestartDelay: 600_000 };
  const restarts = new Restarts(settings, assert.fail);
  const [a, b, c] = [{}, {}, {}];
  restarts.add(a, 0); // up to 1.2 s
  restarts.remove(a);
  const alone = restarts.add(b, 0);
  assert.ok(alone >= 1600 && alone <= 2400, `${alone}`);
  const behind = restarts.add(c, 0);
  assert.ok(behind > alone + 3100, `${behind}`);
  restarts.clear();
  assert.ok(restarts.isEmpty);
});

// However slow the machine is: who ends within ten minutes has failed, and starts again after more than five.
const SLOWLY = ['--min-uptime', '10m', '--restart-delay', '10m', '--max-restart-delay', '10m'];

describe('a restart that waits', { concurrency: 2 }, () => {
  test('scale and drain leave the worker that serves', async (t) => {
    const service = serve(t, '-w', '2', ...SLOWLY);
    const port = await service.port();
    await service.ready(2);
    await waitForRestart(service, 0);
    const [{ id }] = (await statusOf(service)).workers;
    const { code, stderr } = await service.ask('drain', `${id}`);
    assert.equal(code, 1);
    assert.match(stderr, /last/);
    assert.equal((await service.ask('scale', '1')).code, 0);
    assert.equal((await get(port)).text, 'good');
    const { workers, waiting } = await statusOf(service);
    assert.deepEqual(
      workers.map((worker) => worker.id),
      [id],
    );
    assert.deepEqual(waiting, []);
  });

  test('one that had started well does not wait behind it', async (t) => {
    const service = serve(t, '-w', '2', ...SLOWLY.slice(2), '--min-uptime', '1ms');
    await service.ready(2);
    const { folder } = service.program;
    fs.writeFileSync(path.join(folder, 'bad0'), '');
    const { workers } = await statusOf(service);
    const [{ pid }, other] = workers;
    signal(pid, 'SIGKILL'); // starts again at once, and is never ready
    await service.program.until(
      () => service.said('restart').some(({ delay }) => delay > 60_000),
      'a restart that waits for long',
    );
    signal(other.pid, 'SIGKILL');
    await service.ready(3);
    assert.equal(service.said('restart').at(-1).delay, 0);
    assert.equal(service.said('failed').length, 1, 'it is said why');
  });

  test('the last place that is given up is not the end', async (t) => {
    const service = serve(t, '-w', '2', '--max-restarts', '1', ...SLOWLY);
    await service.ready(2);
    const { workers } = await statusOf(service);
    for (const { pid } of workers) signal(pid, 'SIGKILL');
    const { instance } = await service.next('givenUp');
    const { state, workers: left, waiting, givenUp } = await statusOf(service);
    assert.deepEqual([state, left], ['running', []]);
    assert.deepEqual([waiting, givenUp], [[1 - instance], [instance]]);
    assert.equal(service.said('stop').length, 0);
  });
});

test(
  'SIGTERM with a drain delay: an upgrade is off, and none begins',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const service = serve(t, '-w', '1', '--drain-delay', '10m');
    const port = await service.port();
    // The new one does not get ready.
    fs.writeFileSync(path.join(service.program.folder, 'app.js'), 'setInterval(() => {}, 1000)');
    const upgrade = service.ask('upgrade');
    await service.next('upgrade');
    service.program.kill('SIGTERM');
    await service.next('leaving');
    assert.equal((await upgrade).code, 1);
    assert.match((await service.ask('upgrade')).stderr, /stopping/);
    assert.equal((await get(port)).text, 'good');
    service.program.kill('SIGTERM'); // does not wait
    assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  },
);

test(
  'what drains is not forgotten where the successor is lost',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const service = serve(t, '-w', '1', '--drain-timeout', '10m');
    const port = await service.port();
    await get(port, '/hold');
    const { pid } = JSON.parse((await service.ask('upgrade', '--json')).stdout);
    signal(pid, 'SIGKILL');
    await service.next('resumed');
    await service.program.until(() => service.said('ready').length >= 3, 'a new worker');
    assert.equal((await service.ask('stop', '--now')).code, 0);
    await service.program.gone();
  },
);

test('a replacement that disconnects at once gets no place', async (t) => {
  const service = serve(t, '-w', '1', '--settle-time', '500ms');
  const port = await service.port();
  const leaves = `${APP} setImmediate(() => process.disconnect()); setInterval(() => {}, 1000);`;
  fs.writeFileSync(path.join(service.program.folder, 'app.js'), leaves);
  const { code, stderr } = await service.ask('reload');
  assert.equal(code, 1);
  assert.match(stderr, /did not get ready/);
  assert.equal((await get(port)).text, 'good');
});

/** Finds a free port first, as many do, and serves there, and on a second port for as long as it likes. */
const PROBING = `
const net = require('node:net');
const http = require('node:http');
const probe = net.createServer().listen(0, '127.0.0.1', () => {
  const { port } = probe.address();
  probe.close(() => http.createServer((request, response) => response.end(String(port))).listen(0));
});`;

test('a replacement need not listen where the old one has listened for a moment', async (t) => {
  const service = new Service(t, 'app.js', {
    options: ['--settle-time', '0', '-w', '1'],
    files: { 'app.js': PROBING },
  });
  await service.ready(1);
  const closed = async () => (await statusOf(service)).workers[0].addresses.length === 1;
  await service.program.until(closed, 'the address that it serves on alone');
  assert.equal((await service.ask('reload')).code, 0);
});

/** A request that lasts, to each of two workers. @returns {Promise<object>} the requests, by the worker's instance */
async function holdBoth(port) {
  const held = {};
  while (!held[0] || !held[1]) {
    const { text, request } = await get(port, '/hold');
    if (held[text]) request.destroy();
    else held[text] = request;
  }
  return held;
}

test('a stop during a reload: no further worker is started', async (t) => {
  const service = serve(t, '-w', '2', '--drain-timeout', '10m');
  const port = await service.port();
  await service.ready(2);
  const held = await holdBoth(port);
  const reload = service.ask('reload');
  await service.ready(3);
  service.program.kill('SIGTERM');
  await service.next('stop');
  held[0].destroy(); // now the worker that was replaced first ends, and the second one would be replaced
  assert.match((await service.next('notReloaded')).message, /1 replaced.*stopping/);
  held[1].destroy();
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
  assert.equal((await reload).code, 1);
  assert.equal(service.said('fork').length, 3);
});

test('reloads that wait are one', async (t) => {
  const service = serve(t, '-w', '1');
  await service.port();
  for (let i = 0; i < 10; i++) service.program.kill('SIGHUP');
  await service.next('reloaded');
  const all = await Promise.all(Array.from({ length: 5 }, () => service.ask('reload')));
  assert.deepEqual(
    all.map(({ code }) => code),
    [0, 0, 0, 0, 0],
  );
  await until(async () => (await statusOf(service)).operations.length === 0, 'the last reload');
  assert.ok(service.said('reload').length <= 8, `${service.said('reload').length}`);
});
