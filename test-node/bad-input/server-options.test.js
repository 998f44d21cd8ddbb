'use strict';

// Options of gocluster/server that cannot be are an error which names the key and what is allowed, wherever the program runs.

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const { test } = require('node:test');
const cluster = require('../../lib/cluster.js');
const { configure } = require('../../lib/server.js');

const TYPE = 'ERR_INVALID_ARG_TYPE';
const VALUE = 'ERR_INVALID_ARG_VALUE';

for (const [options, code, message] of [
  [undefined, TYPE, /"options" property must be an object\. Received undefined/],
  [null, TYPE, /Received null/],
  ['sticky', TYPE, /Received type string \('sticky'\)/],
  [['sticky'], TYPE, /Received \["sticky"\]/],
  [{ stikcy: {} }, VALUE, /no "options\.stikcy".*'sticky'.*Did you mean 'sticky'\?/],
  [{ schedulingPolicy: 'least_connection' }, VALUE, /Did you mean 'least-connections'\?/],
  [
    { schedulingPolicy: 'fair' },
    VALUE,
    /one of 'rr', 'none', 'least-connections', 'sticky'\. Rec.*'fair'\)$/,
  ],
  [{ schedulingPolicy: 3 }, TYPE, /schedulingPolicy".*Received type number \(3\)/],
  [{ schedulingPolicy: null }, TYPE, /Received null/],
  [
    { schedulingPolicy: 'rr', sticky: {} },
    VALUE,
    /'sticky' where "options\.sticky" is given\. Received type string \('rr'\)/,
  ],
  [
    { schedulingPolicy: 'none', proxyProtocol: true },
    VALUE,
    /schedulingPolicy" .*another one where "options\.proxyProtocol" is given/,
  ],
  [
    { sticky: true },
    TYPE,
    /"options\.sticky" property must be an object: .*header, cookie, query, socketIO\. Received type boolean \(true\)/,
  ],
  [{ sticky: { cokie: 'a' } }, VALUE, /no "options\.sticky\.cokie".*Did you mean 'cookie'\?/],
  [
    { sticky: { cookie: 'a', header: 'b' } },
    VALUE,
    /only one of header, cookie, query, socketIO, and not with both header and cookie\./,
  ],
  [{ sticky: { cookie: 7 } }, TYPE, /"options\.sticky\.cookie".*a string/],
  [{ sticky: { cookie: '' } }, VALUE, /name of a cookie/],
  [{ sticky: { header: 'x user' } }, VALUE, /name of a header/],
  [{ sticky: { header: 'x'.repeat(201) } }, VALUE, /at most 200 bytes/],
  [
    { sticky: { query: 'a=b' } },
    VALUE,
    /name of a parameter of the URL's query, .*Received type string \('a=b'\)/,
  ],
  [{ sticky: { socketIO: 'yes' } }, TYPE, /socketIO" property must be true/],
  [{ sticky: { ipv6Prefix: 0 } }, VALUE, /ipv6Prefix".*1 to 128/],
  [{ sticky: { ipv6Prefix: '64' } }, TYPE, /ipv6Prefix"/],
  [{ sticky: { maxBytes: 1.5 } }, VALUE, /maxBytes".*1 to 65536/],
  [{ sticky: { timeout: 1e6 } }, VALUE, /timeout".*1 to 60000/],
  [{ proxyProtocol: 'required' }, VALUE, /true, false, 'optional', or an array/],
  [{ proxyProtocol: 1 }, TYPE, /proxyProtocol"/],
  [{ proxyProtocol: [] }, VALUE, /Received \[\]/],
  [{ proxyProtocol: ['::1', 5] }, TYPE, /"options\.proxyProtocol\[1\]"/],
  [{ proxyProtocol: ['localhost'] }, VALUE, /"options\.proxyProtocol\[0\]"/],
  [{ proxyProtocol: ['10.0.0.0/33'] }, VALUE, /10\.0\.0\.0\/33/],
  [{ proxyProtocol: ['10.0.0.0/08'] }, VALUE, /10\.0\.0\.0\/08/],
  [{ proxyProtocol: ['fe80::1%eth0'] }, VALUE, /fe80::1%eth0/],
  [{ proxyProtocol: Array(99).fill('10.0.0.1') }, VALUE, /at most 700 characters/],
]) {
  test(JSON.stringify(options)?.slice(0, 60) ?? 'no options', () => {
    const server = net.createServer();
    assert.throws(() => configure(server, options), { name: 'TypeError', code, message });
  });
}

test('a PROXY header for all servers where the workers accept themselves', (t) => {
  const { schedulingPolicy } = cluster;
  t.after(() => (cluster.schedulingPolicy = schedulingPolicy));
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  for (const proxyProtocol of [true, 'optional', ['127.0.0.1']]) {
    const message = /"settings\.proxyProtocol" property must be false where .* SCHED_NONE/;
    assert.throws(() => cluster.setupPrimary({ proxyProtocol }), { code: VALUE, message });
  }
});

test('what is no server', () => {
  for (const server of [undefined, {}, require('node:dgram').createSocket('udp4').unref()]) {
    assert.throws(() => configure(server, {}), { code: TYPE, message: /"server" property/ });
  }
});

test('a server that listens already', async () => {
  const server = http.createServer().listen(0);
  assert.throws(() => configure(server, {}), { code: 'ERR_SERVER_ALREADY_LISTEN' });
  await new Promise((resolve) => server.close(resolve));
});

test('outside a worker nothing changes', async () => {
  const server = http.createServer((request, response) => response.end('served'));
  const options = {
    sticky: { header: 'X-User', ipv6Prefix: 64 },
    proxyProtocol: ['::1', '10.0.0.0/8'],
  };
  const before = Object.keys(server);
  assert.equal(configure(server, options), server);
  assert.deepEqual(Object.keys(server), before);
  await new Promise((resolve) => server.listen(0, resolve));
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
  assert.equal(await response.text(), 'served');
  await new Promise((resolve) => server.close(resolve));
});
