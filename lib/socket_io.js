'use strict';

// require('gocluster/socket.io'): session ids of Socket.IO and engine.io that name the worker that has the session, for a server with
// sticky: { socketIO: true }.

const { worker } = require('node:cluster');
const { invalidTypeError } = require('./option_errors');
const { WeakSet, apply, defineProperty, prependListener } = require('./intrinsics');

/** Separates an id from the worker's number, which peek.WorkerOf of the core reads. */
const SEPARATOR = '.';

const named = new WeakSet(); // engines whose ids have the worker's number
const attached = new WeakSet(); // servers that attach() has been called with
const closing = new WeakSet(); // HTTP servers that close each connection after one request

/**
 * A connection stays with the worker that its first request was sent to. A browser may send requests of another session on it, or send
 * a request of this session on a connection that another request has opened. So each connection gets only one request.
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

/** Wraps a method, so that `before` is called first, with the method's first argument and its `this`. */
function precede(object, method, before) {
  const original = object[method];
  const value = function (...args) {
    before(args[0], this);
    return apply(original, this, args);
  };
  defineProperty(object, method, { __proto__: null, value, writable: true, configurable: true });
}

/**
 * Makes a server put this worker's number into the session ids that it creates, and makes its HTTP server close each connection after
 * one request. The program's own `generateId`, if it has one, is called first. In a process that is no worker this changes nothing.
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
  // A Server of socket.io gets another engine with each HTTP server that it is attached to.
  precede(io, 'bind', (engine, self) => {
    nameIds(engine);
    closeAfterEachRequest(self.httpServer);
  });
  return io;
}

module.exports = { attach };
