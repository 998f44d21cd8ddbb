'use strict';

// The HAProxy configuration of docs/operations.md in front of two real workers, and the program that reads the PROXY
// protocol.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const { until } = require('../support/deadline');
const { startApp } = require('./behind');
const { block } = require('./blocks');
const { PRELOAD, makeFolder, start, testNetwork } = require('./sandbox');
const { curl, curlSoon, enter, missing, runInside } = require('./tools');

const skip = missing('root', 'haproxy', 'curl');

async function startHaproxy(t, { app, network, folder }, text) {
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(file, text);
  const [, check] = block('check').split('\n');
  assert.match(check, /^haproxy -c -f /);
  await runInside(app, network, ['haproxy', '-c', '-f', file]);
  start(t, [...enter(app, network), 'haproxy', '-db', '-f', file], { folder });
}

test('the application sees the client, and both workers are asked', { skip }, async (t) => {
  const running = await startApp(t);
  await startHaproxy(t, running, block('haproxy'));
  const workers = new Set();
  // The checks take turns too, so which worker is next is open.
  for (let i = 0; i < 50 && workers.size < 2; i++) {
    const [line] = await curlSoon(running.app, running.network, 'http://localhost/x');
    const { worker, url, client } = JSON.parse(line);
    assert.deepEqual({ url, client }, { url: '/x', client: '127.0.0.1' });
    workers.add(worker);
  }
  assert.deepEqual([...workers].sort(), [1, 2]);
});

test('the PROXY protocol gives the client address', { skip }, async (t) => {
  const folder = makeFolder(t, { 'server.js': block('proxy-protocol') });
  const network = await testNetwork(t);
  const command = [process.execPath, ...PRELOAD.gocluster, 'server.js'];
  const app = start(t, command, { folder, network });
  const text = block('haproxy')
    .replace('option httpchk GET /ready', '')
    .replace('127.0.0.1:8000 check', '127.0.0.1:8000 send-proxy');
  assert.match(text, /send-proxy\n/);
  await startHaproxy(t, { app, network, folder }, text);
  const ask = ['--interface', '127.0.0.7', '--fail', 'http://127.0.0.1/'];
  // Until the workers listen HAProxy answers 503.
  const [answer] = await until(
    () => curl(app, network, ...ask).catch(() => false),
    () => `an answer\n${app.stderr}`,
  );
  assert.match(answer, /^client 127\.0\.0\.7, worker [12]$/);
  assert.equal(app.stderr, '');
});

test(
  'an unknown client leaves the address that is there',
  { skip: missing('root', 'bash') },
  async (t) => {
    const folder = makeFolder(t, { 'server.js': block('proxy-protocol') });
    const network = await testNetwork(t);
    const command = [process.execPath, ...PRELOAD.gocluster, 'server.js'];
    const app = start(t, command, { folder, network });
    const send = 'exec 3<>/dev/tcp/127.0.0.1/8000 && printf \'%b\' "$0" >&3 && cat <&3';
    const ask = (head) =>
      runInside(app, network, ['bash', '-c', send, `${head}GET / HTTP/1.0\\r\\n\\r\\n`]);
    const answer = await until(
      () => ask('PROXY UNKNOWN\\r\\n').catch(() => false),
      () => `an answer\n${app.stderr}`,
    );
    assert.match(answer.stdout, /client 127\.0\.0\.1, worker [12]\n$/);
    const { stdout } = await ask('\\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x20\\x00\\x00\\x00');
    assert.match(stdout, /client 127\.0\.0\.1, worker [12]\n$/);
    assert.equal(app.stderr, '');
  },
);

test('without the header the connection is closed', { skip }, async (t) => {
  const folder = makeFolder(t, { 'server.js': block('proxy-protocol') });
  const network = await testNetwork(t);
  const command = [process.execPath, ...PRELOAD.gocluster, 'server.js'];
  const app = start(t, command, { folder, network });
  await assert.rejects(curlSoon(app, network, 'http://127.0.0.1:8000/'), (error) =>
    [52, 56].includes(error.code),
  ); // an empty reply, or a reset
});
