'use strict';

// The address type of listening is 4, 6, -1, 'udp4' or 'udp6', with the address and the port where
// there is one.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');

const { run } = require('./program');

// Each test runs this program with the kind that it names.
function program(cluster, report) {
  const [, , kind] = process.argv;
  if (cluster.isMaster) {
    cluster.fork();
    cluster.on('listening', (worker, { addressType, address, port }) => {
      report(addressType, address, port);
      worker.disconnect();
    });
    return;
  }
  const listens = {
    4: (net) => net.createServer().listen(0, '127.0.0.1'),
    6: (net) => net.createServer().listen(0, '::1'),
    unix: (net) => net.createServer().listen('server.sock'),
    udp4: (net, dgram) => dgram.createSocket('udp4').bind(0, '127.0.0.1'),
    udp6: (net, dgram) => dgram.createSocket('udp6').bind(0, '::1'),
  };
  listens[kind](require('node:net'), require('node:dgram'));
}

const ipv6 = Object.values(os.networkInterfaces())
  .flat()
  .some(({ address }) => address === '::1');

const KINDS = [
  { kind: '4', addressType: 4, address: '127.0.0.1' },
  { kind: '6', addressType: 6, address: '::1', needsIpv6: true },
  { kind: 'udp4', addressType: 'udp4', address: '127.0.0.1' },
  { kind: 'udp6', addressType: 'udp6', address: '::1', needsIpv6: true },
];

for (const { kind, addressType, address, needsIpv6 } of KINDS) {
  const skip = needsIpv6 && !ipv6 && 'this machine has no ::1';
  test(`addressType ${addressType}`, { skip }, async (t) => {
    const { reports } = await run(t, program, { args: [kind] });
    const port = reports[0][2];
    assert.deepEqual(reports, [[addressType, address, port]]);
    assert.ok(port > 0 && port < 65536, `port ${port}`);
  });
}

test('addressType -1', async (t) => {
  const { folder, reports } = await run(t, program, { args: ['unix'] });
  assert.deepEqual(reports, [[-1, path.join(fs.realpathSync(folder), 'server.sock'), -1]]);
});
