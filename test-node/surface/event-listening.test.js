'use strict';

// The address that 'listening' gives in the primary: addressType, address, port and fd as under Node
// for each kind of server.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { both } = require('../support/run.js');

const KINDS = {
  'no host': { port: 0 },
  'IPv4 host': { port: 0, host: '127.0.0.1' },
  'IPv6 host': { port: 0, host: '::1' },
  'host name': { port: 0, host: 'localhost' },
  'Unix socket': { path: 'relative.sock' },
  udp4: { type: 'udp4', address: '127.0.0.1' },
  udp6: { type: 'udp6', address: '::1' },
};

for (const [name, kind] of Object.entries(KINDS)) {
  test(`'listening' for ${name}`, async (t) => {
    const { builtin, tested } = await both(
      t,
      (report) => {
        const cluster = require('node:cluster');
        const kind = JSON.parse(process.env.KIND);
        if (cluster.isWorker) {
          if (kind.type) return require('node:dgram').createSocket(kind.type).bind(kind);
          return require('node:net').createServer().listen(kind);
        }
        const say = (address) => ({
          ...address,
          address: address.address?.replace(process.cwd(), 'cwd'),
          port: address.port > 0 ? 'some' : address.port,
        });
        const worker = cluster.fork();
        worker.on('listening', (address, ...more) => {
          report('worker', [say(address), worker.state, ...more]);
        });
        cluster.on('listening', (who, address, ...more) => {
          report('cluster', [who === worker, say(address), ...more]);
          worker.disconnect();
        });
        worker.on('exit', (...args) => report('exit', args));
      },
      { env: { KIND: JSON.stringify(kind) } },
    );
    assert.deepEqual(tested, builtin);
    assert.equal(tested.length, 3);
  });
}
