'use strict';

// The other side of servers.js: starts it, and is its proxy, or asks through one.

const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');
const { join } = require('node:path');
const tls = require('node:tls');
const { start, REGISTER, ROOT } = require('../support/run.js');

/** Starts the servers; returns { ports, cluster }. */
async function startServers(t, options, { env, where } = {}) {
  const program = join(__dirname, 'servers.js');
  const words = [process.execPath, '-r', REGISTER, program];
  const cluster = start(t, [...words, JSON.stringify([ROOT, options, where])], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
  });
  t.after(() => cluster.child.connected && cluster.child.disconnect());
  const ports = await new Promise((resolve, reject) => {
    cluster.child.once('message', resolve);
    cluster.child.once('exit', () => reject(new Error(cluster.stderr)));
  });
  return { ports, cluster };
}

/** A connection whose first bytes are these, in pieces. */
async function connect(where, pieces = []) {
  const socket = net.connect(
    typeof where === 'number' ? { port: where, host: '127.0.0.1' } : where,
  );
  socket.setNoDelay(true);
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  return socket;
}

/** All that comes on a socket. */
async function text(stream) {
  let all = '';
  stream.setEncoding('utf8').on('data', (some) => (all += some));
  await once(stream, 'close');
  return all;
}

/** What a server of this kind answers over a socket. */
async function answer(kind, socket) {
  const secure = ['https', 'tls', 'http2s'].includes(kind);
  const ALPNProtocols = kind === 'http2s' ? ['h2'] : undefined;
  const stream = secure
    ? tls.connect({ socket, rejectUnauthorized: false, ALPNProtocols })
    : socket;
  stream.on('error', () => {});
  if (kind === 'net' || kind === 'tls') return JSON.parse(await text(stream));
  if (kind.startsWith('http2')) {
    const session = http2.connect('http://localhost', { createConnection: () => stream });
    const request = session.request({ ':path': '/' });
    const body = await text(request);
    session.close();
    return JSON.parse(body);
  }
  const request = http.get({ createConnection: () => stream, path: '/' });
  const [response] = await once(request, 'response');
  return JSON.parse(await text(response));
}

module.exports = { answer, connect, startServers, text };
