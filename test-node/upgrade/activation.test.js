'use strict';

// Proves that workers listen on the sockets that systemd has passed to the supervisor, TCP, Unix and UDP, and that these stay.

const assert = require('node:assert/strict');
const dgram = require('node:dgram');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { Service } = require('../supervisor/service.js');
const { bound, boundUDP, passing, portOf } = require('./passed.js');

function app() {
  const { createServer } = require('node:net');
  const { PORT, SOCKET, UDP, TCP_ONLY } = process.env;
  const answer = (socket) => socket.end(`${process.pid}`);
  createServer(answer).listen(Number(PORT));
  createServer(answer).listen(SOCKET);
  if (TCP_ONLY) return;
  const udp = require('node:dgram').createSocket('udp4', (message, { port }) =>
    udp.send(`${message} ${process.pid}`, port, '127.0.0.1'),
  );
  udp.bind(Number(UDP), '127.0.0.1');
}

const ask = (where) => text(net.connect(where));

async function askUDP(port) {
  const socket = dgram.createSocket('udp4');
  socket.send('hello', port, '127.0.0.1');
  const [message] = await once(socket, 'message');
  socket.close();
  return String(message);
}

for (const policy of ['rr', 'none']) {
  test(`TCP, Unix and UDP, policy ${policy}`, { skip: GOCLUSTER_ONLY }, async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-passed-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'sock');
    const tcp = bound('::', 0, 6);
    const unix = bound(file, -1, -1);
    const udp = await boundUDP();
    const given = passing([tcp, unix, udp.handle], 'web:local:');
    const port = portOf(tcp);
    const service = new Service(t, app, {
      ...given,
      options: ['-w', '2', '--policy', policy, '--exit-timeout', '10ms'],
      env: { ...given.env, PORT: port, SOCKET: file, UDP: udp.port },
    });
    await service.ready(2);
    const pids = new Set(service.said('ready').map(({ pid }) => `${pid}`));
    for (let i = 0; i < 4; i++) {
      assert.ok(pids.has(await ask(port)));
      assert.ok(pids.has(await ask(file)));
    }
    assert.match(await askUDP(udp.port), /^hello \d+$/);

    // The same sockets again, after every worker that has used them is gone.
    assert.equal((await service.ask('reload')).code, 0);
    assert.ok(!pids.has(await ask(port)));
    service.program.kill('SIGTERM');
    assert.deepEqual(await service.program.end(), { code: 0, signal: null });

    // They are whoever's has passed them: this process can still be connected to.
    assert.ok(fs.existsSync(file));
    const waiting = net.connect(port);
    await once(waiting, 'connect');
    waiting.destroy();
    for (const handle of [tcp, unix, udp.handle]) handle.close();
  });
}

/** Each worker stands still for as long as it takes that others connect and the service is told to end. */
function blocking(report) {
  const http = require('node:http');
  const server = http.createServer((request, response) => {
    response.end('served');
    if (request.url !== '/block') return;
    report('blocked');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  });
  server.listen(Number(process.env.PORT));
}

const get = (port, url) =>
  text(net.connect(port, '127.0.0.1').end(`GET ${url} HTTP/1.0\r\n\r\n`)).catch(({ code }) => code);

test(
  'no connection is reset where a service ends and starts again',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const tcp = bound('::', 0, 6);
    const port = portOf(tcp);
    const given = passing([tcp]);
    const options = ['-w', '2', '--exit-timeout', '10ms'];
    const start = () =>
      new Service(t, blocking, { ...given, options, env: { ...given.env, PORT: port } });
    const service = start();
    await service.ready(2);
    const answers = [get(port, '/block'), get(port, '/block')];
    await service.program.until(() => service.program.all('blocked').length === 2, 'two blocked');
    for (let i = 0; i < 100; i++) answers.push(get(port, '/'));
    service.program.kill('SIGTERM');
    assert.deepEqual(await service.program.end(), { code: 0, signal: null });

    const next = start();
    const all = await Promise.all(answers);
    assert.deepEqual(
      all.filter((answer) => !answer.endsWith('served')),
      [],
    );
    next.program.kill('SIGTERM');
    assert.deepEqual(await next.program.end(), { code: 0, signal: null });
    tcp.close();
  },
);

test(
  'variables that are for another process, or are wrong, change nothing',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const tcp = bound('127.0.0.1', 0, 4);
    const given = passing([tcp]);
    for (const env of [{ LISTEN_FDS: 'many' }, { LISTEN_FDS: '99' }, { LISTEN_PID: '1' }]) {
      const launcher = env.LISTEN_PID ? ['/usr/bin/env'] : given.launcher;
      const service = new Service(t, app, {
        ...given,
        launcher,
        options: ['-w', '1', '--exit-timeout', '10ms'],
        env: {
          ...given.env,
          PORT: 0,
          SOCKET: path.join(os.tmpdir(), `gocluster-passed-${process.pid}`),
          TCP_ONLY: 1,
          ...env,
        },
      });
      const port = await service.port();
      assert.notEqual(port, portOf(tcp));
      assert.match(await ask(port), /^\d+$/);
      const warned = service.program.stderr.includes('GOCLUSTER_LISTEN_FDS');
      assert.equal(warned, env.LISTEN_PID === undefined);
      service.program.kill('SIGTERM');
      assert.deepEqual(await service.program.end(), { code: 0, signal: null });
    }
    tcp.close();
  },
);
