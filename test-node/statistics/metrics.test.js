'use strict';
// gocluster/metrics of a program: names and bounds last longer than what has them, a time of start is one time, and a health server that
// is opened again goes on counting.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const { folder, talk } = require('../listening/remote/clients.js');
const { onlyGocluster, start } = require('../listening/remote/start.js');
const { metricsPage } = require('../../supervisor/metrics_page');
const { ROOT } = require('../support/run.js');
const { until } = require('../support/deadline.js');

const skip = onlyGocluster('it tells less of itself');
const METRICS = path.join(ROOT, 'observe/metrics.js');
const LOOKS = 200;

/** Runs in a worker: a server that answers and ends. */
const serve = async ({ state }, where) => {
  const server = require('node:net').createServer((socket) => socket.end('served'));
  state.server = server;
  await require('node:events').once(server.listen(where), 'listening');
  return server.address();
};

/** Runs in the primary. */
const read = async ({ state }, file, name) => {
  if (!state.metrics) {
    state.metrics = {};
    const registerMetric = (metric) => (state.metrics[metric.name] = metric);
    require(file).register({ registerMetric });
  }
  return (await state.metrics[name].get()).values;
};

const metric = ({ primary }, name) => primary.run(read, METRICS, name);

test('the bounds of a histogram, when nobody listens any more', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  const { port } = await worker.run(serve, { port: 0, host: '127.0.0.1' });
  await talk(port);
  const before = await metric(cluster, 'gocluster_listener_wait_seconds');
  worker.kill('SIGKILL');
  await worker.exited;
  await until(async () => {
    const held = await metric(cluster, 'gocluster_listener_connections_held');
    return held.length === 0;
  }, 'the end of the listener');
  assert.deepEqual(await metric(cluster, 'gocluster_listener_wait_seconds'), before);
  const bounds = before.map(({ labels }) => labels.le).filter(Boolean);
  assert.deepEqual(bounds, [
    '0.001',
    '0.005',
    '0.01',
    '0.05',
    '0.1',
    '0.5',
    '1',
    '5',
    '10',
    '+Inf',
  ]);
});

test('a Unix socket that the program has opened itself', { skip }, async (t) => {
  const file = path.join(folder(t), 'program.sock');
  const server = net.createServer();
  await once(server.listen(file), 'listening');
  t.after(() => server.close());
  const cluster = await start(t, { workers: 1, fds: [server._handle.fd] });
  await cluster.workers[0].run(serve, { fd: 3 });
  const values = await metric(cluster, 'gocluster_listener_connections_held');
  assert.deepEqual(values, [{ labels: { listener: file }, value: 0 }]);
});

test('an abstract name', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  const name = `gocluster-${process.pid}`;
  await cluster.workers[0].run(serve, { path: `\0${name}` });
  const [{ labels }] = await metric(cluster, 'gocluster_listener_connections_held');
  assert.deepEqual(labels, { listener: `@${name}` });
});

test('two listeners on one address are one', { skip }, async (t) => {
  const server = net.createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address();
  const { fd } = server._handle;
  const cluster = await start(t, { workers: 1, fds: [fd, fd] });
  for (const each of [3, 4]) await cluster.workers[0].run(serve, { fd: each });
  const looks = [];
  for (let i = 0; i < 3; i++)
    looks.push(await metric(cluster, 'gocluster_listener_connections_held'));
  const expected = [{ labels: { listener: `127.0.0.1:${port}` }, value: 0 }];
  assert.deepEqual(looks, [expected, expected, expected]);
});

test('a listener that is gone when it is counted leaves nothing', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  await cluster.workers[0].run(serve, { port: 0, host: '127.0.0.1' });
  // As if it were closed while the core is asked.
  await cluster.primary.run(({ cluster: { Worker } }) => {
    const taken = Worker[Symbol.for('gocluster.takeOver')];
    const { stats } = taken;
    taken.stats = async () => ({ ...(await stats()), listeners: [] });
  });
  assert.deepEqual(await metric(cluster, 'gocluster_listener_connections_accepted_total'), []);
});

test('a time of start is one time', { skip }, async (t) => {
  const cluster = await start(t, { workers: 1 });
  await cluster.workers[0].run(() => {});
  for (const name of [
    'gocluster_worker_start_time_seconds',
    'gocluster_primary_start_time_seconds',
  ]) {
    const times = new Set();
    for (let i = 0; i < LOOKS; i++) times.add((await metric(cluster, name))[0].value);
    assert.equal(times.size, 1, `${[...times]}`);
    const [time] = times;
    assert.ok(Math.abs(time - Date.now() / 1000) < 600, `${time}`);
  }
});

test('a health server that is opened again has the same counts', () => {
  assert.equal(metricsPage(), metricsPage());
});
