'use strict';

// Proves that no client of the agent-check or of the health page keeps others from being answered: one that never reads, one that sends
// without an end, one that says nothing, ten thousand of them, a browser.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { missing } = require('../documents/tools.js');
const { agent, health, started } = require('./balanced.js');

const MANY = 10_000;
const AT_A_TIME = 250;
/** What the supervisor may grow by, in bytes: a few of the clients are kept at a time. */
const GROWTH_MAX = 64 * 1024 ** 2;

const UP = 'up 100%\n';
const READY = [200, 'ready\n'];

/** Of a process, in bytes. */
function memoryOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) * 1024;
}

/** A client that reads nothing, and keeps its end open whatever the server does. */
async function silent(port) {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }).pause();
  socket.on('error', () => {}); // the server has had enough of it
  await once(socket, 'connect').catch(() => {});
  return socket;
}

/** Resolves when the server has ended it. */
async function flood(port, head) {
  const socket = net.connect(port, '127.0.0.1', () => socket.write(head));
  const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
  const pump = () => socket.writable && socket.write('x'.repeat(65536), () => setImmediate(pump));
  pump();
  await closed;
}

test('clients that never read, and that send without an end', async (t) => {
  const { check, page, says } = await started(t);
  await says(UP);
  const clients = [];
  for (let i = 0; i < 200; i++) clients.push(await silent(i % 2 ? check : page));
  assert.equal(await agent(check), UP);
  assert.deepEqual(await health(page, '/ready'), READY);
  for (const port of [check, page]) {
    for (const head of ['', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n']) {
      await flood(port, head);
    }
  }
  assert.equal(await agent(check), UP);
  assert.deepEqual(await health(page, '/ready'), READY);
  for (const client of clients) client.destroy();
});

test(`${MANY} clients that say nothing`, async (t) => {
  const { service, check, page, says } = await started(t);
  await says(UP);
  const before = memoryOf(service.program.pid);
  for (const port of [check, page]) {
    const clients = [];
    while (clients.length < MANY) {
      const some = Array.from({ length: AT_A_TIME }, () => silent(port));
      const answers = [await agent(check), await health(page, '/ready')];
      assert.deepEqual(answers, [UP, READY]);
      clients.push(...(await Promise.all(some)));
    }
    for (const client of clients) client.destroy();
  }
  const grown = memoryOf(service.program.pid) - before;
  t.diagnostic(`grown by ${Math.round(grown / 1024 ** 2)} MB`);
  assert.ok(grown < GROWTH_MAX, `${grown} bytes`);
});

test('a browser', { skip: missing('chromium') }, async (t) => {
  const { check, page, says } = await started(t);
  await says(UP);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-browser-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}`];
  const browse = async (port) => {
    const words = [...options, '--dump-dom', `http://127.0.0.1:${port}/ready`];
    const { stdout } = await promisify(execFile)('chromium', words);
    return stdout;
  };
  assert.match(await browse(page), />ready\n/);
  await browse(check); // the line is no HTTP
  assert.equal(await agent(check), UP);
});
