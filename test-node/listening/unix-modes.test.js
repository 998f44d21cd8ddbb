'use strict';
// readableAll and writableAll: the mode of a Unix socket is the one that this Node gives it without
// a cluster (the versions differ in it), under the umask of the primary.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { folder } = require('./remote/clients.js');

const UMASK = 0o077;
const READ_BY_ALL = 0o444;
const WRITE_BY_ALL = 0o222;

const modeOf = (file) => fs.statSync(file).mode & 0o777;

/** The mode that a plain server of this Node gives the file. */
async function plainMode(file, options) {
  const umask = process.umask(UMASK);
  const server = net.createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ path: file, ...options }, resolve);
  }).finally(() => process.umask(umask));
  const mode = modeOf(file);
  await new Promise((resolve) => server.close(resolve));
  return mode;
}

for (const [name, options, granted] of [
  ['neither', {}, 0],
  ['readableAll', { readableAll: true }, READ_BY_ALL],
  ['writableAll', { writableAll: true }, WRITE_BY_ALL],
  ['both', { readableAll: true, writableAll: true }, READ_BY_ALL | WRITE_BY_ALL],
]) {
  test(`the mode of a Unix socket: ${name}`, async (t) => {
    const file = path.join(folder(t), 'sock');
    const expected = await plainMode(file, options);
    assert.equal(expected & granted, granted);

    const cluster = await start(t);
    await cluster.primary.run((context, umask) => {
      process.umask(umask);
    }, UMASK);
    const worker = await cluster.fork();
    await worker.run(listen, { path: file, ...options });
    assert.equal(modeOf(file).toString(8), expected.toString(8));
  });
}
