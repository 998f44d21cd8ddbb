'use strict';

// express over http and https: bodies, streams, files and errors, keep-alive, and TLS sessions that one worker gave
// out and another resumes.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const tls = require('node:tls');
const { CA, TLS, request, requestJson } = require('./client');
const { PROGRAMS } = require('./program');
const { assertSide, sameOnBoth, start } = require('./sides');

const REQUESTS = 20;

async function exercise(base, Agent) {
  const numbers = Array.from({ length: 5000 }, (_, i) => i);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(numbers);
  const sum = await requestJson(`${base}/sum`, { method: 'POST', headers, body });
  const broken = await requestJson(`${base}/sum`, { method: 'POST', headers, body: '[1,' });
  const file = await request(`${base}/files/express.js`);
  assert.equal(file.body, fs.readFileSync(path.join(PROGRAMS, 'express.js'), 'utf8'));
  const stream = await request(`${base}/stream`);

  const visits = [];
  for (let i = 0; i < REQUESTS; i++) visits.push((await requestJson(`${base}/whoami`)).body);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: CA });
  const kept = [];
  for (let i = 0; i < REQUESTS; i++) {
    kept.push((await requestJson(`${base}/whoami`, { agent })).body.worker);
  }
  agent.destroy();
  assert.equal(new Set(kept).size, 1, 'a kept connection stays with its worker');
  return {
    sum,
    broken: broken.status,
    stream: stream.body.length,
    fail: await requestJson(`${base}/fail`),
    missing: (await request(`${base}/missing`)).status,
    // About a half each: where a worker gets no processor for long, its connection goes to the other one.
    each: [1, 2].map((id) => visits.filter(({ worker }) => worker === id).length >= REQUESTS / 4),
    visitor: { ...visits[0], worker: null },
  };
}

/** Connects so often that every worker is met, each time with the first connection's session. */
async function resume(port) {
  let session;
  const resumed = [];
  for (let i = 0; i < 6; i++) {
    const socket = tls.connect({ host: '127.0.0.1', port, ca: CA, session });
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    session ??= socket.getSession();
    resumed.push(socket.isSessionReused());
    socket.destroy();
  }
  return resumed;
}

sameOnBoth('express serves http and https from all workers', {}, async (side, t) => {
  const env = { TLS_KEY: TLS.key, TLS_CERT: TLS.cert };
  const program = start(t, side, 'express.js', { env });
  const ports = await program.line('ready');
  assertSide(side, program);

  const result = {
    http: await exercise(`http://127.0.0.1:${ports.http}`, http.Agent),
    https: await exercise(`https://127.0.0.1:${ports.https}`, https.Agent),
    resumed: await resume(ports.https),
  };
  assert.deepEqual(result.resumed, [false, true, true, true, true, true]);
  const { code, signal } = await program.end();
  return { ...result, exit: [code, signal] };
});
