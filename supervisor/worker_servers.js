'use strict';

// The servers of a worker's program and their HTTP/2 sessions, which a drain must inform. Used by worker_preload.js.

const { Server } = require('node:net');
const { resolve } = require('node:path');
const { isDeepStrictEqual } = require('node:util');

/** Every HTTP/2 server has this method, and no other server does. */
const isHttp2 = (server) => typeof server.updateSettings === 'function';
/** The same of servers that speak TLS. */
const isTls = (server) => typeof server.setSecureContext === 'function';

/** It came with 22.12 and 23.1. */
const [MAJOR, MINOR] = process.versions.node.split('.').map(Number);
const HAS_REUSE_PORT = MAJOR > 23 || (MAJOR === 23 && MINOR >= 1) || (MAJOR === 22 && MINOR >= 12);

/**
 * @typedef {object} Servers
 * @property {Set<Server>} servers
 * @property {Set<Server>} alone those of them that cluster does not know and does not close: exclusive, or with reusePort
 * @property {Set<import('node:http2').Http2Session>} sessions
 * @property {Set<import('node:net').Socket>} underTls the connections of servers that speak TLS
 * @property {OnSession} onOpen called with each new session
 * @property {OnSession} onSession the same
 * @typedef {((session: object) => void) | null} OnSession
 */

/**
 * Watches the servers that the program makes listen.
 *
 * @param {() => void} onFirst called when the first server is about to listen
 * @param {(address: object | string) => void} onClosed called with what address() returned, when a server has closed and none
 *   listens there any more
 * @param {() => void} onAlone called when one listens of which the primary is not told
 * @returns {Servers} of those that listen from now on
 */
function watch(onFirst, onClosed, onAlone) {
  const watched = {
    servers: new Set(),
    alone: new Set(),
    sessions: new Set(),
    underTls: new Set(),
    onOpen: null,
    onSession: null,
    onClosed,
  };
  let first = onFirst;
  const { prototype } = Server;
  const { listen } = prototype;
  prototype.listen = function (...args) {
    first?.();
    first = null;
    add(watched, this);
    if (args[0]?.exclusive || (args[0]?.reusePort && HAS_REUSE_PORT)) {
      watched.alone.add(this);
      this.once('listening', onAlone);
    }
    return listen.apply(this, args);
  };
  Object.defineProperty(prototype.listen, 'name', { value: listen.name });
  return watched;
}

/**
 * By the prototype, because a program may have replaced the server's own function. A path is absolute, as the primary knows it; an abstract
 * name, which begins with a zero byte, is none.
 */
function addressOf(server) {
  const address = Server.prototype.address.call(server);
  const isPath = typeof address === 'string' && !address.startsWith('\0');
  return isPath ? resolve(address) : address;
}

function add(watched, server) {
  const { servers, sessions, underTls } = watched;
  if (servers.has(server)) return;
  servers.add(server);
  let address = null;
  server.once('listening', () => (address = addressOf(server)));
  server.once('close', () => {
    servers.delete(server);
    watched.alone.delete(server);
    const isThere = (other) => isDeepStrictEqual(addressOf(other), address);
    if (address !== null && ![...servers].some(isThere)) watched.onClosed(address);
  });
  if (isTls(server)) {
    server.on('connection', (socket) => {
      underTls.add(socket);
      socket.once('close', () => underTls.delete(socket));
    });
  }
  if (!isHttp2(server)) return;
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    watched.onOpen?.(session);
    watched.onSession?.(session);
  });
}

module.exports = { watch };
