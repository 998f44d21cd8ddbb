'use strict';

// The example https-http2 serves both protocols on one port, from all workers, and a TLS session of
// one worker resumes in another.

const assert = require('node:assert/strict');
const { execSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const tls = require('node:tls');

const { ROOT, askAll, portOf, request, startExample } = require('./example');

const CONNECTIONS = 4 * os.cpus().length;

/** Runs the README's command that makes the certificate, in a folder of the test. */
function makeCertificate(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gocluster-https-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const readme = fs.readFileSync(path.join(ROOT, 'examples', 'https-http2', 'README.md'), 'utf8');
  const [, command] = readme.match(/`(openssl .*?)`/);
  execSync(command, { cwd: folder, stdio: 'pipe' });
  return folder;
}

const tlsOptions = (port) => ({ host: '127.0.0.1', port, rejectUnauthorized: false });

async function start(t) {
  const folder = makeCertificate(t);
  const program = startExample(t, 'https-http2', { env: { TLS_FOLDER: folder } });
  const port = await portOf(program);
  await askAll(async () => (await request({ ...tlsOptions(port), client: https })).body);
  return { port, program, tlsOptions: tlsOptions(port) };
}

test('HTTP/2 and HTTPS/1.1 on one port', async (t) => {
  const { tlsOptions, program } = await start(t);
  for (let i = 0; i < CONNECTIONS; i++) {
    const { status, body } = await request({ ...tlsOptions, client: https, path: '/' });
    assert.equal(status, 200);
    assert.match(body, /^HTTP\/1\.1 from worker \d+\n$/);
  }
  for (let i = 0; i < CONNECTIONS; i++) {
    const session = http2.connect(`https://127.0.0.1:${tlsOptions.port}`, tlsOptions);
    const stream = session.request({ ':path': '/' }).setEncoding('utf8');
    let body = '';
    stream.on('data', (text) => (body += text));
    await once(stream, 'end');
    assert.match(body, /^HTTP\/2\.0 from worker \d+\n$/);
    session.close();
    await once(session, 'close');
  }
  assert.equal(program.stderr, '');
});

test('a TLS session resumes in every worker', async (t) => {
  const { tlsOptions } = await start(t);
  let session;
  const workers = new Set();
  // Each connection resumes the session of the first, whichever worker has it.
  for (let i = 0; i < CONNECTIONS; i++) {
    const socket = tls.connect({ ...tlsOptions, session, maxVersion: 'TLSv1.2' });
    socket.once('session', (ticket) => (session ??= ticket));
    await once(socket, 'secureConnect');
    assert.equal(socket.isSessionReused(), i > 0, `connection ${i}`);
    socket.end('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    socket.setEncoding('utf8').on('data', (data) => (text += data));
    await once(socket, 'close');
    workers.add(text.match(/from worker (\d+)/)[1]);
  }
  assert.equal(workers.size, os.cpus().length);
});
