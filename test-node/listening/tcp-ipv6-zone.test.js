'use strict';
// An IPv6 address with a zone: it is bound, and address() has it, as under the built-in.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { both } = require('../support/run.js');
const { through } = require('../limits/shortage.js');

/** A network of its own, in which the loopback device has a link-local address. */
const NETWORK = ['unshare', '--map-root-user', '--net', 'sh', '-c'];
const PREPARE = 'ip link set lo up && ip address add fe80::1/64 dev lo nodad';
const skip =
  spawnSync(NETWORK[0], [...NETWORK.slice(1), PREPARE]).status !== 0 &&
  'no network of its own can be made here';

function program(report) {
  const cluster = require('node:cluster');
  const net = require('node:net');
  if (cluster.isPrimary) {
    const hosts = ['fe80::1%lo', 'fe80::1%1', 'fe80::1%none', 'fe80::1'];
    const next = () => {
      if (hosts.length === 0) return;
      const worker = cluster.fork({ HOST: hosts.shift() });
      worker.on('message', (message) => report('bound', message));
      worker.on('exit', next);
    };
    next();
  } else {
    const server = net.createServer((socket) => socket.end('served'));
    server.on('error', ({ message }) => process.send(message, () => process.disconnect()));
    server.listen({ port: 0, host: process.env.HOST }, () => {
      const { address, family, port } = server.address();
      net.connect(port, process.env.HOST).on('data', (data) => {
        process.send({ address, family, data: `${data}` }, () => process.disconnect());
      });
    });
  }
}

test('zones', { skip }, async (t) => {
  const command = through(
    t,
    `exec ${NETWORK.join(' ')} '${PREPARE} && exec "$0" "$@"' '${process.execPath}' "$@"`,
  );
  const { builtin, tested } = await both(t, program, { command });
  assert.deepEqual(tested, builtin);
  assert.deepEqual(tested[0], ['bound', { address: 'fe80::1%lo', family: 'IPv6', data: 'served' }]);
});
