'use strict';
// TLS session tickets: a session begun with one worker resumes with any other, in TLS 1.2 and 1.3.

const { test } = require('node:test');
const assert = require('node:assert/strict');
const path = require('node:path');
const tls = require('node:tls');
const { start, within } = require('./remote/start.js');
const { DEADLINE_MS } = require('../support/deadline.js');

const FIXTURES = path.join(__dirname, 'fixtures');
const WORKERS = 3;
const MOST_TRIES = 1000; // a worker that a busy machine does not let run is passed over

const serve = ({ state }, fixtures) =>
  new Promise((resolve, reject) => {
    const fs = require('node:fs');
    const key = fs.readFileSync(`${fixtures}/key.pem`);
    const cert = fs.readFileSync(`${fixtures}/cert.pem`);
    state.server = require('node:tls').createServer({ key, cert }, (socket) => {
      socket.on('error', () => {}).end(String(process.pid));
    });
    state.server.once('error', reject);
    state.server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(state.server.address().port));
  });

/** One TLS connection: who answered, whether the session was resumed, and the session it leaves. */
async function connect(port, version, session) {
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    session,
  });
  let left;
  let reused;
  socket.once('secureConnect', () => (reused = socket.isSessionReused()));
  socket.on('session', (data) => (left = data));
  let pid = '';
  socket.setEncoding('utf8').on('data', (chunk) => (pid += chunk));
  await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
  return { pid: Number(pid), reused, session: left };
}

for (const version of ['TLSv1.2', 'TLSv1.3']) {
  test(`a ${version} session resumes with every worker`, async (t) => {
    const cluster = await start(t, { workers: WORKERS });
    const [port] = await cluster.everywhere(serve, FIXTURES);
    const talk = (session) => within(DEADLINE_MS, connect(port, version, session), 'a TLS answer');

    const first = await talk();
    assert.equal(first.reused, false);
    assert.ok(first.session, 'the worker sent a session ticket');

    const missing = new Set(cluster.workers.map((worker) => worker.pid));
    for (let tries = 0; missing.size > 0; tries++) {
      assert.ok(tries < MOST_TRIES, `${[...missing]} got none of ${tries} connections`);
      const again = await talk(first.session);
      assert.equal(again.reused, true, `worker ${again.pid} knows the ticket of ${first.pid}`);
      missing.delete(again.pid);
    }
  });
}
