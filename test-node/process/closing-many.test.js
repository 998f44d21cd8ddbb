'use strict';
// Closing many listeners does not wait for the core for each of them: here it stands still. When disconnect() returns all ports
// and paths are free all the same, and the primary can bind them in that tick.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const { start } = require('../listening/remote/start.js');
const { folder } = require('../listening/remote/clients.js');
const { env, skip, coresOf } = require('./core.js');

const PORTS = 40;
const PATHS = 5;
/** What the core would be waited for: once for each it is more than a minute. */
const ONE_WAIT_MS = 2000;

const listenOnAll = async ({ state }, ports, paths) => {
  const { once } = require('node:events');
  const net = require('node:net');
  const where = paths.map((each) => ({ path: each }));
  for (let i = 0; i < ports; i++) where.push({ port: 0, host: '127.0.0.1' });
  state.servers = [];
  for (const each of where) {
    const server = net.createServer().listen(each);
    await once(server, 'listening');
    state.servers.push(server);
  }
  return state.servers.map((server) => server.address());
};

/** Disconnects, and binds everything again in the same tick. */
const disconnectAndBind = async ({ cluster }, addresses) => {
  const { once } = require('node:events');
  const net = require('node:net');
  const begun = process.hrtime();
  cluster.disconnect();
  const [seconds, nanoseconds] = process.hrtime(begun);
  const servers = addresses.map((each) =>
    typeof each === 'string'
      ? net.createServer().listen(each)
      : net.createServer().listen(each.port, each.address),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  for (const server of servers) server.close();
  return seconds * 1e3 + nanoseconds / 1e6;
};

test('a core that stands still', { skip }, async (t) => {
  const cluster = await start(t, { workers: 2, env });
  const paths = Array.from({ length: PATHS }, (_, i) => path.join(folder(t), `socket${i}`));
  const [addresses] = await cluster.everywhere(listenOnAll, PORTS, paths);
  const [core] = coresOf(cluster.primary.pid);
  process.kill(core, 'SIGSTOP');
  t.after(() => process.kill(core, 'SIGCONT'));
  const took = await cluster.primary.run(disconnectAndBind, addresses);
  assert.ok(took < ONE_WAIT_MS, `it took ${took} ms`);
});
