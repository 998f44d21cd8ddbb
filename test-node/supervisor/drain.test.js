'use strict';

// Proves how a worker that drains leaves: what its clients are told, what its program hears, and when it is over.

const assert = require('node:assert/strict');
const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('node:test');
const { Service } = require('./service.js');

/** Of the first GOAWAY, RFC 9113, 6.8. */
const HIGHEST_STREAM = 2 ** 31 - 1;

test('a kept connection is told at its next answer, an idle one is closed, a new one goes elsewhere', async (t) => {
  const service = new Service(
    t,
    () => {
      const server = require('node:http').createServer((request, response) =>
        response.end(`${process.pid}`),
      );
      server.keepAliveTimeout = 300_000;
      server.listen(0);
    },
    { options: ['-w', '1'] },
  );
  const port = await service.port();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = (options) =>
    new Promise((resolve, reject) => {
      const request = http.get({ port, ...options }, (response) => {
        response
          .setEncoding('utf8')
          .on('data', (pid) => resolve({ pid, told: response.headers.connection }));
      });
      request.on('error', reject);
    });
  const first = await get({ agent });
  assert.equal(first.told, 'keep-alive');
  const idle = net.connect(port);
  idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(idle, 'data');

  service.program.kill('SIGHUP');
  await service.ready(2);
  // The new one is ready, the old one is told at about the same time: until the old one hears of it, it says keep-alive.
  let last;
  do last = await get({ agent });
  while (last.told === 'keep-alive' && last.pid === first.pid);
  if (last.pid === first.pid) assert.equal(last.told, 'close');
  assert.notEqual((await get({ agent: false })).pid, first.pid);
  await once(idle, 'end');
  const { pid, code, wanted } = await service.next('exit');
  assert.deepEqual([`${pid}`, code, wanted], [first.pid, 0, true]);
});

test('a connection over TLS that was opened in advance is closed, too', async (t) => {
  const service = new Service(
    t,
    (report) => {
      const server = require('node:https').createServer();
      server.on('connection', () => report('connected'));
      server.listen(0);
    },
    { options: ['-w', '1'] },
  );
  const socket = net.connect(await service.port());
  await service.program.next('connected');
  service.program.kill('SIGTERM');
  const { code, signal } = await service.next('exit');
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
  socket.destroy();
});

test('an HTTP/2 session gets GOAWAY, and what runs on it is served', async (t) => {
  const service = new Service(
    t,
    (report) => {
      const server = require('node:http2').createServer((request, response) => {
        report('asked');
        process.once('internalMessage', () => setTimeout(() => response.end('whole'), 200));
      });
      server.listen(0);
    },
    { options: ['-w', '1'] },
  );
  const session = http2.connect(`http://127.0.0.1:${await service.port()}`);
  const stream = session.request({ ':path': '/' });
  stream.setEncoding('utf8');
  await service.program.next('asked');
  service.program.kill('SIGTERM');
  const [code, last] = await once(session, 'goaway');
  assert.deepEqual(
    [code, last],
    [0, HIGHEST_STREAM],
    'what the client has just sent is served, too',
  );
  const [body] = await once(stream, 'data');
  assert.equal(body, 'whole');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('what lasts gets until the deadline, then SIGTERM, then SIGKILL', async (t) => {
  const service = new Service(
    t,
    (report) => {
      process.on('SIGTERM', () => report('asked to end'));
      const server = require('node:http').createServer((request, response) =>
        response.write('event'),
      );
      server.listen(0);
    },
    { options: ['-w', '1', '--drain-timeout', '200ms', '--exit-timeout', '200ms'] },
  );
  const socket = net.connect(await service.port()).on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'data');
  service.program.kill('SIGTERM');
  await service.program.next('asked to end');
  assert.equal((await service.next('exit')).signal, 'SIGKILL');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('a program that is done may tidy up, and one that holds on hears SIGTERM', async (t) => {
  const service = new Service(
    t,
    (report) => {
      setInterval(() => {}, 1000); // a pool of connections to a database
      process.on('SIGTERM', () => {
        report('asked to end');
        process.exit(0);
      });
      require('node:http').createServer().listen(0);
    },
    { options: ['-w', '1', '--exit-timeout', '200ms'] },
  );
  await service.ready(1);
  service.program.kill('SIGTERM');
  await service.program.next('asked to end');
  assert.deepEqual(await service.program.end(), { code: 0, signal: null });
});

test('a program that has nothing left to do hears the signal at once, and once', async (t) => {
  const service = new Service(
    t,
    () => {
      let heard = 0;
      process.on('SIGTERM', () => {
        heard++;
        setTimeout(() => {}, 50); // it tidies up, and again nothing is left to do
      });
      process.on('exit', () => (process.exitCode = 70 + heard));
      require('node:http').createServer().listen(0);
    },
    { options: ['-w', '1', '--exit-timeout', '1h'] },
  );
  await service.ready(1);
  service.program.kill('SIGTERM');
  assert.equal((await service.next('exit')).code, 71);
});

test('a program that does not listen to the signal ends by itself', async (t) => {
  const app = () => require('node:http').createServer().listen(0);
  const service = new Service(t, app, { options: ['-w', '1', '--exit-timeout', '1h'] });
  await service.ready(1);
  service.program.kill('SIGTERM');
  assert.equal((await service.next('exit')).code, 0);
});

test('a time to finish that is too long for a timer is not over at once', async (t) => {
  const service = new Service(
    t,
    (report) => {
      const server = require('node:http').createServer((request, response) => {
        report('asked');
        // The answer comes when timers of a millisecond have gone off.
        process.once('message', () => setTimeout(() => response.end('whole'), 50));
      });
      server.listen(0);
    },
    {
      options: [
        '-w',
        '1',
        '--drain-timeout',
        '24d',
        '--exit-timeout',
        '1d',
        '--drain-message',
        'go',
      ],
    },
  );
  const port = await service.port();
  const request = http.get({ port, agent: false });
  await service.program.next('asked');
  service.program.kill('SIGTERM');
  const [response] = await once(request, 'response');
  assert.equal((await response.toArray()).join(''), 'whole');
});
