'use strict';
// The places of workers under gocluster run are its instances: 0 to N-1, however often they are replaced, and while two have one.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const net = require('node:net');
const { once } = require('node:events');
const { until } = require('../support/deadline.js');
const { Service } = require('../supervisor/service.js');

const WORKERS = 2;

const app = () =>
  require('node:net')
    .createServer((socket) => socket.write('served'))
    .listen(0, '127.0.0.1');

/** [place, instance, state] of each worker, in order. */
async function placesOf(service) {
  const { workers } = JSON.parse((await service.ask('top', '--json')).stdout);
  return workers.map(({ place, instance, state }) => [place, instance, state]).sort();
}

test('a place is an instance, however often its worker is replaced', async (t) => {
  const service = new Service(t, app, { options: ['-w', `${WORKERS}`] });
  await service.ready(WORKERS);
  for (let i = 0; i < 3; i++) {
    assert.equal((await service.ask('reload')).code, 0);
    const places = await placesOf(service);
    assert.deepEqual(
      places.map(([place, instance]) => [place, instance]),
      [
        [0, 0],
        [1, 1],
      ],
    );
  }
});

test('while one drains it has its place, as its replacement has', async (t) => {
  const service = new Service(t, app, { options: ['-w', '1'] });
  await service.ready(1);
  const client = net.connect(await service.port(), '127.0.0.1');
  t.after(() => client.destroy());
  await once(client, 'data');
  const reloaded = service.ask('reload');
  await service.ready(2);
  await until(async () => (await placesOf(service)).length === 2, 'both');
  const places = await placesOf(service);
  assert.deepEqual(
    places.map(([place]) => place),
    [0, 0],
  );
  client.destroy();
  assert.equal((await reloaded).code, 0);
});
