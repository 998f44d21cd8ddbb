'use strict';

// The workers of the documents and examples, replaced one after the other under load: no request fails, be its connection a new
// one or one that is kept. RESTARTS=50 makes a long run of it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { block } = require('./blocks');
const { run, ROOT } = require('../support/run.js');

const RESTARTS = process.env.RESTARTS ?? '4';
const example = (...names) =>
  fs
    .readFileSync(path.join(ROOT, 'examples', ...names), 'utf8')
    .replaceAll("'gocluster'", "'node:cluster'");

/** What the handlers of those take, in milliseconds: long enough for requests to run whenever a worker leaves. */
const TIME = 8;

/** The text of each worker, and whether it promises something to clients that keep their connections. */
const WORKERS = {
  'docs/operations.md': [block('shutdown').replace(', 500);', `, ${TIME});`), true],
  'docs/migrating.md, PM2': [block('pm2-server'), false],
  'examples/graceful-shutdown': [example('graceful-shutdown', 'server.js'), true],
  'examples/zero-downtime-restart': [example('zero-downtime-restart', 'app.js'), true],
};

/** The primary, and its clients. */
function program(report) {
  const cluster = require('node:cluster');
  const { once } = require('node:events');
  const http = require('node:http');
  const { WORKER, RESTARTS, KEEP } = process.env;
  const CLIENTS = 8;
  const agent = KEEP === 'yes' ? new http.Agent({ keepAlive: true, maxSockets: CLIENTS }) : false;
  let port;
  let running = true;
  let served = 0;

  function ask() {
    return new Promise((resolve, reject) => {
      const request = http.get({ port, host: '127.0.0.1', agent }, (response) => {
        response.on('error', reject).on('end', resolve).resume();
      });
      request.on('error', reject);
    });
  }
  async function client() {
    while (running) {
      await ask().then(
        () => served++,
        ({ code }) => report('failed', code),
      );
    }
  }
  async function more(count) {
    const enough = served + count;
    while (served < enough) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  async function main() {
    cluster.setupPrimary({ exec: WORKER });
    for (let i = 0; i < 2; i++) [{ port }] = await once(cluster.fork(), 'listening');
    const clients = Array.from({ length: CLIENTS }, client);
    for (let i = 0; i < Number(RESTARTS); i++) {
      await more(3 * CLIENTS);
      const [old] = Object.values(cluster.workers);
      await once(cluster.fork(), 'listening');
      await once(old.disconnect(), 'exit');
    }
    running = false;
    await Promise.all(clients);
    agent?.destroy?.();
    report('restarted');
    cluster.disconnect();
  }
  main();
}

for (const [name, [text, keeps]] of Object.entries(WORKERS)) {
  for (const keep of keeps ? ['no', 'yes'] : ['no']) {
    test(`${name}, connections that are kept: ${keep}`, async (t) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-restarts-'));
      t.after(() => fs.rmSync(folder, { recursive: true }));
      const worker = path.join(folder, 'worker.js');
      fs.writeFileSync(worker, text.replace('.listen(8000)', '.listen(0)'));
      const env = { WORKER: worker, RESTARTS, KEEP: keep, PORT: '0' };
      const running = run(t, program, { env });
      await running.success(600_000);
      assert.deepEqual(running.all('failed'), []);
      assert.equal(running.all('restarted').length, 1);
    });
  }
}
