'use strict';
// Workers that ask for different options of one address: the second one's listen() is an error that says so. The address stays as
// it was, and whoever asks for the same gets it.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { ROOT } = require('../support/run.js');
const { start, onlyGocluster } = require('./remote/start.js');
const { close } = require('./remote/acts.js');
const { ask } = require('./remote/clients.js');

const SERVER = path.join(ROOT, 'lib/server.js');
const skip = onlyGocluster('the built-in has no such options');

/** Resolves with the address, or with what the error says. */
const listenWith = ({ state }, module, options, address) =>
  new Promise((resolve) => {
    const { createServer } = require('node:net');
    const { configure } = require(module);
    const server = createServer((socket) => socket.end(String(process.pid)));
    state.server = server;
    if (options) configure(server, options);
    server.once('error', ({ code, syscall, message, address, port }) =>
      resolve({ code, syscall, message, address, port }),
    );
    server.listen(address, () => resolve(server.address()));
    if (!options) return;
    try {
      configure(server, options);
    } catch ({ code }) {
      if (code !== 'ERR_SERVER_ALREADY_LISTEN') resolve({ late: code });
    }
  });

const LEAST = { schedulingPolicy: 'least-connections' };
const HOST = { port: 0, host: '127.0.0.1' }; // the same server of all workers has one port

test('the second one is refused', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [one, two] = cluster.workers;
  const { port } = await one.run(listenWith, SERVER, LEAST, HOST);
  for (const [options, words] of [
    [null, /There "schedulingPolicy" is "least-connections", and this one asks for "rr"\.$/],
    [
      { sticky: { cookie: 'a' } },
      /"schedulingPolicy" is .*; "sticky\.cookie" is not set, and this one asks for "a"/,
    ],
    [
      { ...LEAST, proxyProtocol: 'optional' },
      /There "proxyProtocol" is false, and this one asks for "optional"\.$/,
    ],
  ]) {
    const { message, ...error } = await two.run(listenWith, SERVER, options, HOST);
    assert.deepEqual(error, {
      code: 'ERR_CLUSTER_OPTIONS_DIFFER',
      syscall: 'listen',
      address: '127.0.0.1',
      port: 0,
    });
    assert.match(message, words);
  }
  const { pid } = one;
  assert.equal(await ask(port), pid);

  assert.deepEqual(await two.run(listenWith, SERVER, LEAST, HOST), {
    address: '127.0.0.1',
    family: 'IPv4',
    port,
  });
  await cluster.everywhere(close);
  // Nobody listens there any more: now it may be something else.
  assert.equal((await two.run(listenWith, SERVER, { sticky: {} }, HOST)).code, undefined);
  const refused = await one.run(listenWith, SERVER, LEAST, HOST);
  assert.equal(refused.code, 'ERR_CLUSTER_OPTIONS_DIFFER');
});

test(
  'how long a header of the PROXY protocol may take is one of the options',
  { skip },
  async (t) => {
    const cluster = await start(t, { workers: 2 });
    const [one, two] = cluster.workers;
    const within = (timeout) => ({ sticky: { timeout }, proxyProtocol: true });
    const { port } = await one.run(listenWith, SERVER, within(5000), HOST);
    const { code, message } = await two.run(listenWith, SERVER, within(200), HOST);
    assert.equal(code, 'ERR_CLUSTER_OPTIONS_DIFFER');
    assert.match(message, /There "sticky\.timeout" is 5000, and this one asks for 200\.$/);
    assert.equal((await two.run(listenWith, SERVER, within(5000), HOST)).port, port);
  },
);

test('without a header there is nothing to be late, by address', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [one, two] = cluster.workers;
  const { port } = await one.run(listenWith, SERVER, { sticky: { timeout: 5000 } }, HOST);
  assert.equal((await two.run(listenWith, SERVER, { sticky: { timeout: 200 } }, HOST)).port, port);
});

test(
  'what all servers of the process do holds where a server says nothing else',
  { skip },
  async (t) => {
    const cluster = await start(t, { env: { NODE_CLUSTER_SCHED_POLICY: 'least-connections' } });
    const [one, two] = [await cluster.fork(), await cluster.fork()];
    assert.equal((await one.run(listenWith, SERVER, null, HOST)).code, undefined);
    const refused = await two.run(listenWith, SERVER, { schedulingPolicy: 'rr' }, HOST);
    assert.equal(refused.code, 'ERR_CLUSTER_OPTIONS_DIFFER');
    assert.equal((await two.run(listenWith, SERVER, LEAST, HOST)).code, undefined);
  },
);

test('where the workers accept themselves there are no options', { skip }, async (t) => {
  const cluster = await start(t, { env: { NODE_CLUSTER_SCHED_POLICY: 'none' } });
  const one = await cluster.fork();
  const { code, message } = await one.run(listenWith, SERVER, LEAST, HOST);
  assert.equal(code, 'ERR_CLUSTER_OPTIONS');
  assert.match(message, /SCHED_NONE/);
  const roundRobin = await one.run(listenWith, SERVER, { schedulingPolicy: 'rr' }, HOST);
  assert.equal(roundRobin.code, 'ERR_CLUSTER_OPTIONS');
  for (const nothing of [{}, { proxyProtocol: false }]) {
    assert.equal((await one.run(listenWith, SERVER, nothing, HOST)).code, undefined);
    await one.run(close);
  }
  assert.equal(
    (await one.run(listenWith, SERVER, { schedulingPolicy: 'none' }, HOST)).code,
    undefined,
  );
});

test("one server's workers may accept themselves", { skip }, async (t) => {
  const cluster = await start(t, { workers: 2 });
  const [{ port }] = await cluster.everywhere(
    listenWith,
    SERVER,
    { schedulingPolicy: 'none' },
    HOST,
  );
  cluster.primary.kill('SIGSTOP');
  const pids = cluster.workers.map(({ pid }) => pid);
  for (let i = 0; i < 10; i++) assert.ok(pids.includes(await ask(port)));
  cluster.primary.kill('SIGCONT');
});
