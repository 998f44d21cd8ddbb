'use strict';
// listen({ fd }) in a worker means the primary's fd: a socket that the primary's parent has opened,
// as systemd does for socket activation (its first socket is fd 3).

const { test } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { start, onlyGocluster } = require('./remote/start.js');
const { close, listen } = require('./remote/acts.js');
const { allAnswer, ask, folder, isFree } = require('./remote/clients.js');

/** Opens a listening socket here, to be handed to the primary; `done` closes ours. */
function openSocket(options) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}

test('workers listen on a TCP socket that the primary was started with', async (t) => {
  const server = await openSocket({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  const cluster = await start(t, { workers: 2, fds: [server._handle.fd] });
  await new Promise((resolve) => server.close(resolve));

  assert.deepEqual(await cluster.everywhere(listen, { fd: 3 }), [address, address]);
  await allAnswer(address.port, cluster.workers);

  const { address: reported } = await cluster.workers[0].event('listening');
  assert.equal(reported.fd, 3);
});

test(
  'the fd outlives the last server, for the next worker',
  { skip: onlyGocluster('it closes the fd with the last server') },
  async (t) => {
    const server = await openSocket({ port: 0, host: '127.0.0.1' });
    const { port } = server.address();
    const cluster = await start(t, { workers: 1, fds: [server._handle.fd] });
    await new Promise((resolve) => server.close(resolve));
    const [worker] = cluster.workers;

    await worker.run(listen, { fd: 3 });
    await worker.run(close);
    assert.equal(await isFree(port, '127.0.0.1'), false);
    await worker.run(listen, { fd: 3 });
    assert.equal(await ask(port), worker.pid);
    worker.kill('SIGKILL');
    await worker.exited;

    const next = await cluster.fork();
    await next.run(listen, { fd: 3 });
    assert.equal(await ask(port), next.pid);
  },
);

test(
  'workers listen on a Unix socket that the primary was started with',
  { skip: onlyGocluster('it fails with EEXIST') },
  async (t) => {
    const dir = folder(t);
    const server = await openSocket({ path: path.join(dir, 'ours') });
    const cluster = await start(t, { workers: 2, fds: [server._handle.fd] });
    // Closing our server removes its file, so the socket gets a second name first.
    const where = { path: path.join(dir, 'theirs') };
    fs.linkSync(path.join(dir, 'ours'), where.path);
    await new Promise((resolve) => server.close(resolve));

    await cluster.everywhere(listen, { fd: 3 });
    await allAnswer(where, cluster.workers);
    await cluster.everywhere(close);
    assert.ok(fs.existsSync(where.path), 'the file belongs to whoever made it');
  },
);

test('an fd that is no socket is an error of the server', async (t) => {
  const cluster = await start(t, { workers: 1 });
  const [worker] = cluster.workers;
  await assert.rejects(worker.run(listen, { fd: 99 }), { code: /^E(INVAL|BADF)$/ });
  const { port } = await worker.run(listen, { port: 0, host: '127.0.0.1' });
  assert.equal(await ask(port), worker.pid);
});
