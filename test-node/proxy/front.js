'use strict';

// Real proxies for the tests of this folder: they get listening sockets with ports that nobody else has, and are ended with the test.

const { mkdtempSync, rmSync } = require('node:fs');
const net = require('node:net');
const { once } = require('node:events');
const { start } = require('../support/run.js');

/** The standard streams come first. */
const FIRST = 3;

function makeFolder(t) {
  const folder = mkdtempSync('/tmp/gc-');
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A socket that listens for each name: { ports, servers, first }, the descriptor that the first one will have. */
async function listeningSockets(names) {
  const servers = [];
  const ports = {};
  for (const name of names) {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    ports[name] = server.address().port;
  }
  return { ports, servers, first: FIRST };
}

/** Starts a command that inherits the sockets, and has them alone then. */
function startWith(t, words, { servers }, env = {}) {
  const fds = servers.map((server) => server._handle.fd);
  const running = start(t, words, { env, stdio: ['ignore', 'pipe', 'pipe', ...fds] });
  for (const server of servers) server.close();
  return running;
}

module.exports = { listeningSockets, makeFolder, startWith };
