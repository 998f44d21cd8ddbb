'use strict';
// A primary whose first fork() finds too few descriptors for the core: a server that must have a PROXY
// header is refused rather than served without it. A server that asks for nothing is served.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { optionsOf } = require('../../lib/asked_options.js');
const { run, GOCLUSTER_ONLY } = require('../support/run.js');
const { withDescriptors } = require('./shortage.js');

const LIMIT = 200;
const MOST_SPARED = 12; // with a few more there is a core

function program(report) {
  const cluster = require('node:cluster');
  const fs = require('node:fs');
  const net = require('node:net');
  const [spared, proxyProtocol] = JSON.parse(process.argv[2]);
  if (cluster.isWorker) {
    const server = net.createServer((socket) => socket.resume().end('served'));
    server.on('error', ({ code }) => process.send(code));
    server.listen(0, '127.0.0.1');
    return;
  }
  cluster.setupPrimary({ proxyProtocol });
  const warnings = [];
  process.on('warning', ({ code, message }) => warnings.push(`${code} ${message}`));
  const taken = [];
  try {
    for (;;) taken.push(fs.openSync('/dev/null'));
  } catch {
    for (let i = 0; i < spared; i++) fs.closeSync(taken.pop());
  }
  const worker = cluster.fork();
  for (const fd of taken) fs.closeSync(fd);
  const end = (outcome) => {
    report('outcome', { outcome, warnings });
    cluster.disconnect();
  };
  worker.on('error', ({ code }) => end(`fork ${code}`));
  worker.on('message', (code) => end(`listen ${code}`));
  worker.on('listening', ({ port }) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write('no header at all'));
    socket.on('error', () => {}).on('data', (text) => (answer += text));
    socket.on('close', () => end(answer || 'closed'));
  });
}

async function outcomes(t, proxyProtocol) {
  const found = [];
  for (let spared = 4; spared <= MOST_SPARED; spared++) {
    const args = [JSON.stringify([spared, proxyProtocol])];
    const running = run(t, program, { command: withDescriptors(t, LIMIT), args });
    found.push(await running.next('outcome'));
    await running.end();
  }
  return found;
}

test('a header that is required', { skip: GOCLUSTER_ONLY }, async (t) => {
  const found = await outcomes(t, true);
  for (const { outcome } of found) {
    assert.ok(['fork EMFILE', 'listen EINVAL', 'closed'].includes(outcome), outcome);
  }
  const refused = found.filter(({ outcome }) => outcome === 'listen EINVAL');
  assert.ok(refused.length > 0, JSON.stringify(found));
  for (const { warnings } of refused) {
    assert.match(warnings.join('\n'), /^GOCLUSTER_WORKER .*may not listen.*"proxyProtocol":true/m);
  }
});

test('no header', { skip: GOCLUSTER_ONLY }, async (t) => {
  const found = (await outcomes(t, false)).map(({ outcome }) => outcome);
  assert.deepEqual(new Set(found), new Set(['fork EMFILE', 'served']));
});

test('what needs the core', () => {
  const query = { channel: 1 };
  const all = { schedulingPolicy: 'least-connections' };
  const here = { usesCore: true, hasCore: false };
  const { refusal } = optionsOf(query, all, here);
  assert.equal(refusal.code, 'ERR_CLUSTER_OPTIONS');
  assert.match(refusal.message, /least-connections.*could not be started/);
  for (const options of [{}, { proxyProtocol: false }, { schedulingPolicy: 'rr' }]) {
    assert.deepEqual(optionsOf({ ...query, options }, null, here), { options: null });
  }
  const shared = optionsOf({ ...query, options: { schedulingPolicy: 'none' } }, null, here);
  assert.equal(shared.options.isShared, true);
});
