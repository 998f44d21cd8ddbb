'use strict';
// Behind a proxy that speaks the PROXY protocol every kind of server sees the client's addresses, and the rest of the header.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { GOCLUSTER_ONLY } = require('../support/run.js');
const { answer, connect, startServers } = require('./client.js');

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const ADDRESSES = '\xc0\x00\x02\x01\xc0\x00\x02\x02\x04\xd2\x01\xbb';
const UNIX = `${'/run/client'.padEnd(108, '\0')}${'\0abstract'.padEnd(108, '\0')}`;

function version2(command, family, rest) {
  const length = String.fromCharCode(rest.length >> 8, rest.length & 0xff);
  return Buffer.from(`${SIGNATURE}${command}${family}${length}${rest}`, 'latin1');
}

const V4 = { client: ['192.0.2.1', 1234, 'IPv4'], server: ['192.0.2.2', 443] };
const V4_SAID = {
  sourceAddress: '192.0.2.1',
  sourcePort: 1234,
  destinationAddress: '192.0.2.2',
  destinationPort: 443,
};

/** By name: what is sent, what a socket says, and what is in its proxyProtocol. The socket's own addresses are null. */
const HEADERS = {
  'version 1': [
    'PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n',
    V4,
    { version: 1, command: 'PROXY', family: 'IPv4', ...V4_SAID, tlvs: [] },
  ],
  'version 2, with fields': [
    version2('\x21', '\x11', `${ADDRESSES}\x05\0\x02id\x20\0\x01\x07\x05\0\x03two`),
    V4,
    {
      version: 2,
      command: 'PROXY',
      family: 'IPv4',
      ...V4_SAID,
      tlvs: [
        [5, 'id'],
        [0x20, '\x07'],
      ],
    },
  ],
  'version 2, a Unix socket': [
    version2('\x21', '\x31', UNIX),
    { client: [undefined, undefined, undefined], server: [undefined, undefined] },
    {
      version: 2,
      command: 'PROXY',
      family: 'unix',
      sourceAddress: '/run/client',
      destinationAddress: '\0abstract',
      tlvs: [],
    },
  ],
  'a health check': [
    version2('\x20', '\x11', ADDRESSES),
    null,
    { version: 2, command: 'LOCAL', tlvs: [] },
  ],
  'nothing known': ['PROXY UNKNOWN whatever\r\n', null, { version: 1, command: 'PROXY', tlvs: [] }],
};

/** IPv6 addresses as they are sent, and as Node writes them. */
const IPV6 = {
  '2001:DB8:0:0:1:0:0:1': '2001:db8::1:0:0:1',
  '::': '::',
  '::1': '::1',
  'fe80::': 'fe80::',
  '1:0:3:4:5:6:7:8': '1:0:3:4:5:6:7:8',
  '::ffff:192.0.2.1': '::ffff:192.0.2.1',
  '1:2:3:4:5:6:7:8': '1:2:3:4:5:6:7:8',
};

test('addresses', { skip: GOCLUSTER_ONLY }, async (t) => {
  const { ports } = await startServers(t, { proxyProtocol: true });
  for (const [name, [header, addresses, proxy]] of Object.entries(HEADERS)) {
    for (const [kind, port] of Object.entries(ports)) {
      const socket = await connect(port, [header]);
      const own = {
        client: ['127.0.0.1', socket.localPort, 'IPv4'],
        server: ['127.0.0.1', port],
      };
      const seen = await answer(kind, socket);
      const wanted = { ...(addresses ?? own), proxy, worker: seen.worker };
      assert.deepEqual(seen, JSON.parse(JSON.stringify(wanted)), `${kind}: ${name}`);
    }
  }
  for (const [sent, wanted] of Object.entries(IPV6)) {
    const socket = await connect(ports.net, [`PROXY TCP6 ${sent} ::2 1 2\r\n`]);
    const { client } = await answer('net', socket);
    assert.deepEqual(client, [wanted, 1, 'IPv6']);
  }
});

test(
  'with the core as a process, in pieces, over a Unix socket',
  { skip: GOCLUSTER_ONLY },
  async (t) => {
    const { mkdtempSync, rmSync } = require('node:fs');
    const where = mkdtempSync('/tmp/gc-');
    t.after(() => rmSync(where, { recursive: true, force: true }));
    const env = { GOCLUSTER_CORE: 'process' };
    const { ports } = await startServers(t, { proxyProtocol: 'optional' }, { where, env });
    for (const kind of ['net', 'http', 'https']) {
      const path = ports[kind];
      const socket = await connect({ path }, HEADERS['version 1'][0]);
      assert.deepEqual((await answer(kind, socket)).client, V4.client);
    }
    const bare = await answer('http', await connect({ path: ports.http }));
    assert.deepEqual([bare.client, bare.proxy], [[null, null, null], undefined]);
  },
);
