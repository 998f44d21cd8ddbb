'use strict';
// Every kind of server that Node has listens in a worker: net, tls, http, https, http2 with and
// without TLS; both workers serve each.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const http = require('node:http');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const path = require('node:path');
const tls = require('node:tls');
const { start, within } = require('./remote/start.js');
const { DEADLINE_MS } = require('../support/deadline.js');

const MOST_ASKS = 1000; // a worker that a busy machine does not let run is passed over
const FIXTURES = path.join(__dirname, 'fixtures');

const serve = ({ state }, kind, fixtures) =>
  new Promise((resolve, reject) => {
    const fs = require('node:fs');
    const pair = {
      key: fs.readFileSync(`${fixtures}/key.pem`),
      cert: fs.readFileSync(`${fixtures}/cert.pem`),
    };
    const pid = String(process.pid);
    const ends = (stream) => stream.on('error', () => {}).end(pid);
    const answers = (request, response) => response.end(pid);
    const make = {
      net: () => require('node:net').createServer(ends),
      tls: () => require('node:tls').createServer(pair, ends),
      http: () => require('node:http').createServer(answers),
      https: () => require('node:https').createServer(pair, answers),
      h2c: () => require('node:http2').createServer(answers),
      h2: () => require('node:http2').createSecureServer(pair, answers),
    };
    state.server = make[kind]().once('error', reject);
    state.server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(state.server.address().port));
  });

function text(stream) {
  return new Promise((resolve, reject) => {
    let got = '';
    stream.setEncoding('utf8').on('data', (chunk) => (got += chunk));
    stream.once('end', () => resolve(got)).once('error', reject);
  });
}

const request = (lib, options) =>
  new Promise((resolve, reject) => {
    lib
      .get({ ...options, agent: false }, (response) => resolve(text(response)))
      .once('error', reject);
  });

async function requestHttp2(url) {
  const session = http2.connect(url, { rejectUnauthorized: false });
  const stream = session.request({ ':path': '/' });
  try {
    return await text(stream);
  } finally {
    session.close();
  }
}

const trust = { host: '127.0.0.1', rejectUnauthorized: false };
const clients = {
  net: (port) => text(net.connect({ port, host: '127.0.0.1' })),
  tls: (port) => text(tls.connect({ port, ...trust })),
  http: (port) => request(http, { port, host: '127.0.0.1' }),
  https: (port) => request(https, { port, ...trust }),
  h2c: (port) => requestHttp2(`http://127.0.0.1:${port}`),
  h2: (port) => requestHttp2(`https://127.0.0.1:${port}`),
};

for (const [kind, client] of Object.entries(clients)) {
  test(`a ${kind} server in two workers`, async (t) => {
    const cluster = await start(t, { workers: 2 });
    const ports = await cluster.everywhere(serve, kind, FIXTURES);
    assert.equal(ports[1], ports[0]);
    const missing = new Set(cluster.workers.map((worker) => String(worker.pid)));
    for (let asks = 0; missing.size > 0; asks++) {
      assert.ok(asks < MOST_ASKS, `no answer of ${[...missing]} among ${asks}`);
      const answer = client(ports[0]);
      missing.delete(await within(DEADLINE_MS, answer, `answer of the ${kind} server`));
    }
  });
}
