'use strict';
// A listen that fails is an 'error' of the worker's server, with the code, errno, syscall, address,
// port and message of Node's cluster; the primary goes on, and whoever tries again later may succeed.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { constants } = require('node:os');
const { start } = require('./remote/start.js');
const { listen } = require('./remote/acts.js');
const { allAnswer, ask, folder, freePort } = require('./remote/clients.js');

const HOST = '127.0.0.1';
const NOBODY = 65534;
const UNPRIVILEGED = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

const failure = (code, address, port) => ({
  code,
  errno: -constants.errno[code],
  syscall: 'bind',
  address,
  port,
  message: `bind ${code} ${address}${port > 0 ? `:${port}` : ''}`,
});

test('EADDRINUSE, for every worker that tries; then the port becomes free', async (t) => {
  const port = await freePort();
  const holder = net.createServer();
  await new Promise((resolve) => holder.listen(port, HOST, resolve));
  t.after(() => holder.close());

  const cluster = await start(t, { workers: 2 });
  const expected = failure('EADDRINUSE', HOST, port);
  for (const worker of [...cluster.workers, ...cluster.workers]) {
    await assert.rejects(worker.run(listen, { port, host: HOST }), expected);
  }
  await new Promise((resolve) => holder.close(resolve));
  for (const worker of cluster.workers) await worker.run(listen, { port, host: HOST });
  await allAnswer(port, cluster.workers);
});

test('EADDRINUSE without a host', async (t) => {
  const holder = net.createServer();
  const port = await freePort();
  await new Promise((resolve) => holder.listen(port, resolve));
  t.after(() => holder.close());
  const cluster = await start(t, { workers: 1 });
  await assert.rejects(cluster.workers[0].run(listen, { port }), failure('EADDRINUSE', null, port));
});

test('EADDRNOTAVAIL', async (t) => {
  const address = '192.0.2.1'; // set aside for documents: no machine has it
  const port = await freePort();
  const cluster = await start(t, { workers: 1 });
  await assert.rejects(
    cluster.workers[0].run(listen, { port, host: address }),
    failure('EADDRNOTAVAIL', address, port),
  );
});

const privileged = fs.readFileSync(UNPRIVILEGED, 'utf8').trim() !== '1024';
const cannot =
  (process.getuid() !== 0 && 'only root can start the primary as somebody else') ||
  (privileged && 'low ports are free for everybody here');

test('EACCES for a user that may not have the port', { skip: cannot }, async (t) => {
  const cluster = await start(t, { workers: 1, uid: NOBODY, gid: NOBODY, cwd: '/' });
  await assert.rejects(
    cluster.workers[0].run(listen, { port: 81, host: HOST }),
    failure('EACCES', HOST, 81),
  );
});

test('a Unix socket in a folder that does not exist', async (t) => {
  const file = path.join(folder(t), 'missing', 'sock');
  const cluster = await start(t, { workers: 2 });
  const [first, second] = cluster.workers;
  // Node's code for it is the one that its own listen gives in a plain process.
  const plain = await new Promise((resolve) => {
    net.createServer().once('error', resolve).listen(file);
  });
  await assert.rejects(first.run(listen, { path: file }), failure(plain.code, file, -1));
  await assert.rejects(second.run(listen, { path: file }), failure(plain.code, file, -1));

  fs.mkdirSync(path.dirname(file));
  await second.run(listen, { path: file });
  assert.equal(await ask({ path: file }), second.pid);
});

test('a Unix socket where there is a file already', async (t) => {
  const file = path.join(folder(t), 'sock');
  fs.writeFileSync(file, 'not a socket');
  const cluster = await start(t, { workers: 1 });
  await assert.rejects(
    cluster.workers[0].run(listen, { path: file }),
    failure('EADDRINUSE', file, -1),
  );
  assert.equal(fs.readFileSync(file, 'utf8'), 'not a socket');
});
