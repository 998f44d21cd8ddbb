'use strict';
// An absolute path beyond the kernel's limit works when the primary has a shorter relative one.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { start } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { allAnswer, folder } = require('./remote/clients.js');

const KERNEL_LIMIT = 107;

test('a long absolute path under the folder of the primary', async (t) => {
  const cwd = path.join(folder(t), 'd'.repeat(60), 'e'.repeat(60));
  fs.mkdirSync(cwd, { recursive: true });
  const absolute = path.join(cwd, 'sock');
  assert.ok(absolute.length > KERNEL_LIMIT);

  const cluster = await start(t, { workers: 2, cwd });
  assert.deepEqual(await cluster.everywhere(listen, absolute), [absolute, absolute]);
  assert.ok(fs.statSync(absolute).isSocket());

  // The client needs a short name too.
  const link = path.join(folder(t), 'l');
  fs.symlinkSync(cwd, link);
  const where = { path: path.join(link, 'sock') };
  await allAnswer(where, cluster.workers);

  await cluster.everywhere(close);
  assert.equal(fs.existsSync(absolute), false);
});
