'use strict';
// The real HAProxy in front: versions 1 and 2, its fields, its checksum, its health checks, clients over TCP and Unix sockets.

const assert = require('node:assert/strict');
const { readFileSync, writeFileSync } = require('node:fs');
const http = require('node:http');
const { join } = require('node:path');
const { test } = require('node:test');
const tls = require('node:tls');
const { missing } = require('../documents/tools.js');
const { until } = require('../support/deadline.js');
const { GOCLUSTER_ONLY, ROOT } = require('../support/run.js');
const { answer, connect, startServers, text } = require('./client.js');
const { listeningSockets, makeFolder, startWith } = require('./front.js');

const skip = GOCLUSTER_ONLY || missing('haproxy');

/** How HAProxy speaks to the server behind each of its listeners. */
const WAYS = {
  v1: 'send-proxy',
  v2: 'send-proxy-v2',
  fields: 'send-proxy-v2 proxy-v2-options crc32c,unique-id,ssl,cert-cn,authority',
  checked1: 'send-proxy check inter 50ms',
  checked2: 'send-proxy-v2 check inter 50ms',
};

const FIELD = { authority: 2, checksum: 3, uniqueId: 5, ssl: 0x20 };

/** @param {number} first the descriptor of the first listening socket */
function configuration(folder, port, first) {
  const listeners = Object.entries(WAYS).map(([name, words], index) => {
    const secure = name === 'fields' ? ` ssl crt ${folder}/both.pem` : '';
    return `
listen ${name}
  bind fd@${first + index}${secure}
  bind unix@${folder}/${name}${secure}
  unique-id-format id-of-%ci
  server one 127.0.0.1:${port} ${words}`;
  });
  return `
global
  stats socket ${folder}/admin
defaults
  mode tcp
  timeout connect 60s
  timeout client 60s
  timeout server 60s
${listeners.join('\n')}
`;
}

async function startHaproxy(t, port) {
  const folder = makeFolder(t);
  const pem = ['cert.pem', 'key.pem'].map((name) =>
    readFileSync(join(ROOT, 'test-node/ecosystem/tls', name)),
  );
  writeFileSync(join(folder, 'both.pem'), Buffer.concat(pem));
  const file = join(folder, 'haproxy.cfg');
  const sockets = await listeningSockets(Object.keys(WAYS));
  writeFileSync(file, configuration(folder, port, sockets.first));
  startWith(t, ['haproxy', '-db', '-f', file], sockets);
  const checks = async (name) => {
    const socket = await connect({ path: join(folder, 'admin') }, ['show stat\n']);
    const line = (await text(socket)).split('\n').find((each) => each.startsWith(`${name},one,`));
    return line.split(',')[17];
  };
  return { ports: sockets.ports, folder, checks };
}

test('haproxy', { skip }, async (t) => {
  const { ports } = await startServers(t, { proxyProtocol: true });
  const haproxy = await startHaproxy(t, ports.http);
  const through = async (name) => {
    const socket = await connect(haproxy.ports[name]);
    const seen = await answer('http', socket);
    const [address, port] = [socket.localAddress, socket.localPort];
    assert.deepEqual(seen.client, [address, port, 'IPv4'], name);
    assert.deepEqual(seen.server, ['127.0.0.1', haproxy.ports[name]], name);
    return seen.proxy;
  };
  for (const [name, version] of [
    ['v1', 1],
    ['v2', 2],
  ]) {
    const { version: said, command, tlvs } = await through(name);
    assert.deepEqual([said, command, tlvs], [version, 'PROXY', []], name);
  }

  // Over TLS to HAProxy: what it knows of that, with a checksum.
  const raw = await connect(haproxy.ports.fields);
  const secure = tls.connect({ socket: raw, servername: 'a.example', rejectUnauthorized: false });
  const { client, proxy } = await answer('http', secure);
  assert.deepEqual(client, ['127.0.0.1', raw.localPort, 'IPv4']);
  const fields = new Map(proxy.tlvs);
  assert.equal(fields.get(FIELD.authority), 'a.example');
  assert.equal(fields.get(FIELD.uniqueId), 'id-of-127.0.0.1');
  assert.equal(fields.get(FIELD.checksum).length, 4);
  assert.match(fields.get(FIELD.ssl), /TLSv1\.3/);

  // Of a client that came over a Unix socket HAProxy says nothing, and it is served with the socket's own addresses.
  for (const name of ['v1', 'v2']) {
    const seen = await answer('http', await connect({ path: join(haproxy.folder, name) }));
    assert.equal(seen.client[0], '127.0.0.1', name);
    assert.equal(seen.server[1], ports.http, name);
    assert.equal(seen.proxy.family, undefined);
  }

  for (const name of ['checked1', 'checked2']) {
    await until(async () => (await haproxy.checks(name)) === 'UP', `${name} is up`);
    await through(name);
  }
});

test(
  'a proxy without the protocol is shut out, and one that speaks it twice',
  { skip },
  async (t) => {
    const { ports } = await startServers(t, { proxyProtocol: true });
    const haproxy = await startHaproxy(t, ports.http);
    const agent = false;
    await assert.rejects(
      new Promise((resolve, reject) =>
        http.get({ port: ports.http, agent }, resolve).on('error', reject),
      ),
      /ECONNRESET|socket hang up/,
    );
    const socket = await connect(haproxy.ports.v2, [
      'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.0\r\n\r\n',
    ]);
    const seen = await text(socket);
    // Where it came in one piece with the first it is refused; else HTTP knows no such method.
    assert.match(seen, /^$|^HTTP\/1\.1 400 /);
  },
);
