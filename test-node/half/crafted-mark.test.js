'use strict';

// The environment names nothing that is loaded, and a worker believes the mark of its channel only from the process that has
// forked it: from anybody else it is no mark.

const assert = require('node:assert/strict');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { ROOT, GOCLUSTER_ONLY } = require('../support/run.js');
const { folder } = require('../listening/remote/clients.js');

const skip = GOCLUSTER_ONLY;

const WORKER = `
const cluster = require(${JSON.stringify(path.join(ROOT, 'lib/cluster.js'))});
process.send({
  isWorker: cluster.isWorker,
  mark: process.env.GOCLUSTER_CHANNEL,
  loaded: Object.keys(require.cache).filter((file) => /inert|[.]node$/.test(file)),
}, () => process.disconnect());
`;

async function said(t, value, stdio) {
  const file = path.join(folder(t), 'worker.js');
  const inert = path.join(path.dirname(file), 'inert.js');
  fs.writeFileSync(file, WORKER);
  fs.writeFileSync(inert, '');
  const env = { ...process.env, NODE_UNIQUE_ID: '1', GOCLUSTER_CHANNEL: value(inert) };
  const child = fork(file, { env, stdio });
  let answer;
  child.on(
    'message',
    (message) => (answer ??= message.isWorker === undefined ? undefined : message),
  );
  await once(child, 'exit');
  assert.equal(answer.isWorker, true);
  assert.equal(answer.mark, undefined);
  return answer.loaded.map((name) => path.basename(name));
}

test('a file of the environment is not loaded', { skip }, async (t) => {
  assert.deepEqual(await said(t, (inert) => `4:${inert}`), []);
  assert.deepEqual(await said(t, (inert) => `4:2:${inert}`), []);
  assert.deepEqual(await said(t, (inert) => `4:2:../..${inert}`), []);
});

test('a descriptor that is no channel is not used', { skip }, async (t) => {
  // The fourth is a pipe of this process: a stream, no SOCK_SEQPACKET.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'];
  assert.deepEqual(await said(t, () => '4:2:build/Release', stdio), ['gocluster.node']);
});
