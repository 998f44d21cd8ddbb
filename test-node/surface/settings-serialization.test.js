'use strict';

// `serialization`: with 'json' (the default) messages arrive as JSON keeps them, with 'advanced' as
// the structured clone algorithm does, both ways.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { run } = require('../support/run.js');

function program(report) {
  const cluster = require('node:cluster');

  function describe(message) {
    const { map, date, bytes, nothing, nan, self } = message;
    return {
      map: map instanceof Map ? [...map] : map,
      date: date instanceof Date ? 'Date' : typeof date,
      bytes: bytes instanceof Uint8Array ? [...bytes] : bytes,
      nothing: 'nothing' in message ? typeof nothing : 'absent',
      nan: Number.isNaN(nan) ? 'NaN' : nan,
      self: self === message,
    };
  }

  const message = {
    map: new Map([['key', 1]]),
    date: new Date(0),
    bytes: new Uint8Array([1, 2]),
    nothing: undefined,
    nan: NaN,
  };
  const { SERIALIZATION } = process.env;
  if (SERIALIZATION === 'advanced') message.self = message;
  if (cluster.isPrimary) {
    if (SERIALIZATION !== 'default') cluster.setupPrimary({ serialization: SERIALIZATION });
    const worker = cluster.fork();
    worker.on('message', (received) => report('in primary', describe(received)));
    worker.on('online', () => worker.send(message));
    worker.on('exit', (...args) => report('exit', args));
  } else {
    process.on('message', (received) => {
      report('in worker', describe(received));
      process.send(message, () => cluster.worker.disconnect());
    });
  }
}

const JSON_RESULT = {
  map: {},
  date: 'string',
  bytes: { 0: 1, 1: 2 },
  nothing: 'absent',
  nan: null,
  self: false,
};
const CLONE_RESULT = {
  map: [['key', 1]],
  date: 'Date',
  bytes: [1, 2],
  nothing: 'undefined',
  nan: 'NaN',
  self: true,
};

for (const [serialization, expected] of [
  ['default', JSON_RESULT],
  ['json', JSON_RESULT],
  ['advanced', CLONE_RESULT],
]) {
  test(`serialization ${serialization}`, async (t) => {
    const running = run(t, program, { env: { SERIALIZATION: serialization } });
    await running.success();
    assert.deepEqual(running.all('in worker'), [expected]);
    assert.deepEqual(running.all('in primary'), [expected]);
    assert.deepEqual(running.all('exit'), [[0, null]]);
  });
}

test('a server listens under advanced serialization', async (t) => {
  const running = run(t, (report) => {
    const cluster = require('node:cluster');
    const net = require('node:net');
    if (cluster.isWorker) {
      const server = net.createServer((socket) => socket.end('served').on('close', stop));
      const stop = () => cluster.worker.disconnect();
      return server.listen(0, '127.0.0.1');
    }
    cluster.setupPrimary({ serialization: 'advanced' });
    cluster.fork().on('listening', ({ port }) => {
      net.connect(port, '127.0.0.1').on('data', (data) => report('answer', `${data}`));
    });
  });
  await running.success();
  assert.deepEqual(running.all('answer'), ['served']);
});
