'use strict';
// A Unix socket's file is there while any worker listens and gone once the last one has closed.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { until } = require('../support/deadline.js');
const { start } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { ask, folder } = require('./remote/clients.js');

async function twoListening(t) {
  const file = path.join(folder(t), 'sock');
  const cluster = await start(t, { workers: 2 });
  await cluster.everywhere(listen, { path: file });
  return { file, cluster };
}

test('closing the last server removes the file', async (t) => {
  const { file, cluster } = await twoListening(t);
  const [first, second] = cluster.workers;
  await first.run(close);
  assert.equal(await ask({ path: file }), second.pid);
  await second.run(close);
  assert.equal(fs.existsSync(file), false);

  // The name is free again.
  await first.run(listen, { path: file });
  assert.equal(await ask({ path: file }), first.pid);
});

test('the death of the last worker removes the file', async (t) => {
  const { file, cluster } = await twoListening(t);
  const [first, second] = cluster.workers;
  first.kill('SIGKILL');
  await first.exited;
  assert.equal(await ask({ path: file }), second.pid);
  second.kill('SIGKILL');
  await second.exited;
  await until(() => !fs.existsSync(file), 'removal of the file');
});
