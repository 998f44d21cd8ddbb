'use strict';

// Counts the requests that fail while a service is reloaded again and again, under gocluster run and under PM2's cluster mode, with the same
// clients. Run by hand, after `npm ci` in the folder above: node test-node/ecosystem/reloads/run.js [--reloads 100] [--rate 500]
// [--workers 2] [--managers gocluster,pm2] [--kinds short,kept,...] [--seconds 240]

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { parseArgs } = require('node:util');
const { Clients } = require('../../supervisor/clients.js');
const { A_CALL, CLIENTS, UPLOAD_MS, websockets } = require('./kinds.js');
const MANAGERS = require('./managers.js');

const { values } = parseArgs({
  options: {
    reloads: { type: 'string', default: '100' },
    rate: { type: 'string', default: '500' },
    workers: { type: 'string', default: '2' },
    managers: { type: 'string', default: 'gocluster,pm2' },
    kinds: { type: 'string', default: Object.keys(CLIENTS).join(',') },
    seconds: { type: 'string', default: 'Infinity' },
  },
});

async function isFree(port) {
  const server = net.createServer().listen(port);
  const free = await new Promise((resolve) =>
    server.once('listening', () => resolve(true)).once('error', () => resolve(false)),
  );
  server.close();
  return free;
}

/** Three ports in a row that are free. */
async function freePorts() {
  for (;;) {
    const server = net.createServer().listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address();
    server.close();
    if ((await isFree(port + 1)) && (await isFree(port + 2))) return port;
  }
}

async function listening(port) {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const isThere = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (isThere) return;
    await delay(50);
  }
}

/** @param {string[]} sentences @returns {Record<string, number>} how often each */
function tally(sentences) {
  const counts = {};
  for (const each of sentences) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

async function measure(manager, kind) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reloads-'));
  const base = await freePorts();
  const service = await MANAGERS[manager]({ base, folder, workers: values.workers });
  for (const port of [base, base + 1, base + 2]) await listening(port);
  const ports = { plain: base, secure: base + 1, http2: base + 2 };
  const counts = { [kind]: CLIENTS[kind] };
  const rate = Number(values.rate) / (A_CALL[kind] ?? 1);
  const clients = new Clients(ports, counts, { kinds: { websockets }, uploadMs: UPLOAD_MS, rate });
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let reloads = 0;
  while (reloads < Number(values.reloads) && elapsed() < Number(values.seconds)) {
    await service.reload();
    reloads++;
  }
  const seconds = elapsed();
  await clients.stop();
  await service.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  const { failures } = clients;
  const served = clients.served[kind];
  return {
    kind,
    manager,
    reloads,
    seconds: Math.round(seconds),
    served,
    rate: Math.round(served / seconds),
    failed: failures.length,
    reasons: tally(failures),
  };
}

async function main() {
  for (const kind of values.kinds.split(',')) {
    for (const manager of values.managers.split(',')) {
      console.log(JSON.stringify(await measure(manager, kind)));
    }
  }
  process.exit();
}

main();
