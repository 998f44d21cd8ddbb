'use strict';

// require('gocluster/socket.io'): session ids of Socket.IO and engine.io that tell which worker has the session, for a server with
// sticky: { socketIO: true }.

const { worker } = require('node:cluster');
const { invalidTypeError } = require('./option_errors');
const { WeakSet, apply, defineProperty, prependListener } = require('./intrinsics');

/** What stands between an id and the worker's number: peek.WorkerOf of the core reads it. */
const SEPARATOR = '.';

const named = new WeakSet(); // engines whose ids are made so
const attached = new WeakSet(); // what attach() has had
const closing = new WeakSet(); // HTTP servers that keep no connection

/**
 * A connection stays with the worker that its first request was sent to. A browser would send requests of another session on it, or one
 * of this session on a connection that some other request has opened: so each has one request.
 *
 * @param {import('node:http').Server | undefined} server
 */
function closeAfterEachRequest(server) {
  if (typeof server?.listen !== 'function' || closing.has(server)) return;
  closing.add(server);
  prependListener(server, 'request', (request, response) => {
    if (request.httpVersionMajor === 1) response.setHeader('Connection', 'close');
  });
}

/** @param {object} engine a server of engine.io's */
function nameIds(engine) {
  if (named.has(engine)) return;
  named.add(engine);
  const { generateId } = engine;
  const value = async function (request) {
    const id = await apply(generateId, this, [request]);
    return `${id}${SEPARATOR}${worker.id}`;
  };
  defineProperty(engine, 'generateId', {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
  });
}

/** Puts a function before a method: it gets what that is called with. */
function precede(object, method, before) {
  const original = object[method];
  const value = function (...args) {
    before(args[0], this);
    return apply(original, this, args);
  };
  defineProperty(object, method, { __proto__: null, value, writable: true, configurable: true });
}

/**
 * Has a server put this worker's number into the session ids that it makes, and its HTTP server keep no connection for a second request.
 * The program's own `generateId`, where it has one, is called first. In a process that is no worker it changes nothing.
 *
 * @public
 * @template {object} T
 * @param {T} io a Server of socket.io or of engine.io; it need not be attached to an HTTP server yet
 * @returns {T} io
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function attach(io) {
  const isEngine = typeof io?.generateId === 'function';
  if (!isEngine && typeof io?.bind !== 'function') {
    throw invalidTypeError('io', io, 'a Server of socket.io or engine.io');
  }
  if (worker === undefined || attached.has(io)) return io;
  attached.add(io);
  closeAfterEachRequest(io.httpServer);
  if (isEngine) {
    nameIds(io);
    precede(io, 'attach', closeAfterEachRequest);
    return io;
  }
  if (io.engine) nameIds(io.engine);
  // It gets another engine with each HTTP server that it is attached to.
  precede(io, 'bind', (engine, self) => {
    nameIds(engine);
    closeAfterEachRequest(self.httpServer);
  });
  return io;
}

module.exports = { attach };
