'use strict';

// require('gocluster/socket.io'): session ids of Socket.IO and engine.io that name the worker that has the session, for a server with
// sticky: { socketIO: true }.

const { worker } = require('node:cluster');
const { invalidTypeError } = require('./option_errors');
const {
  WeakSet,
  apply,
  defineProperty,
  listeners,
  prependListener,
  removeListener,
  stringSlice,
} = require('./intrinsics');

/** Separates an id from the worker's number, which peek.WorkerOf of the core reads. */
const SEPARATOR = '.';

const prepared = new WeakSet(); // engines whose ids have the worker's number
const attached = new WeakSet(); // servers that attach() has been called with

/** A 'request' listener, put before all others. An engine that attaches later keeps it and calls it again, for requests of others. */
function closeConnection({ httpVersionMajor }, response) {
  if (httpVersionMajor === 1 && !response.headersSent) response.setHeader('Connection', 'close');
}

/**
 * A connection stays with the worker that its first request was sent to. A browser may send requests of another session on it, or send
 * a request of this session on a connection that another request has opened. So each connection gets only one request.
 *
 * Each engine that attaches to an HTTP server takes away the server's 'request' listeners and answers first. So this is called again
 * after each of them.
 *
 * @param {import('node:http').Server | undefined} server
 */
function closeAfterEachRequest(server) {
  if (typeof server?.listen !== 'function') return;
  if (listeners(server, 'request')[0] === closeConnection) return;
  removeListener(server, 'request', closeConnection);
  prependListener(server, 'request', closeConnection);
}

/** An id that ends with the number already is kept: a program's generateId may call the one that was there before. */
function addWorker(id) {
  const suffix = `${SEPARATOR}${worker.id}`;
  const text = `${id}`;
  return stringSlice(text, -suffix.length) === suffix ? text : text + suffix;
}

async function addWorkerLater(promise) {
  return addWorker(await promise);
}

/** Makes a generateId() add the worker's number. It stays synchronous if it was: engine.io 3 awaits no promise. */
function naming(generateId) {
  return function (request) {
    const id = apply(generateId, this, [request]);
    return typeof id?.then === 'function' ? addWorkerLater(id) : addWorker(id);
  };
}

/** Wraps a method, if the object has it, so that `before` and `after` are called with its arguments and its `this`. */
function wrap(object, method, { before, after }) {
  const original = object[method];
  if (typeof original !== 'function') return;
  const value = function (...args) {
    if (before) apply(before, this, args);
    const result = apply(original, this, args);
    if (after) apply(after, this, args);
    return result;
  };
  defineProperty(object, method, { __proto__: null, value, writable: true, configurable: true });
}

/** @param {object} engine a server of engine.io's */
function prepare(engine) {
  if (prepared.has(engine)) return;
  prepared.add(engine);
  let generateId = naming(engine.generateId);
  // An accessor, because programs assign their own generateId at any time.
  defineProperty(engine, 'generateId', {
    __proto__: null,
    get: () => generateId,
    set: (own) => (generateId = naming(own)),
    configurable: true,
  });
  wrap(engine, 'attach', { after: closeAfterEachRequest });
  // An engine does not know the HTTP server that it was attached to before, and further engines may have attached to that since.
  wrap(engine, 'handleRequest', {
    before(request, response) {
      closeConnection(request, response);
      closeAfterEachRequest(request.socket?.server);
    },
  });
}

/**
 * Makes a server put this worker's number into the session ids that it creates, and makes its HTTP server close each connection after
 * one request. The program's own `generateId`, whenever it is set, is called first. In a process that is no worker this changes nothing.
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
  if (worker === undefined) return io;
  closeAfterEachRequest(io.httpServer);
  if (attached.has(io)) return io;
  attached.add(io);
  if (isEngine) {
    prepare(io);
    return io;
  }
  if (io.engine) prepare(io.engine);
  // A Server of socket.io gets another engine with each HTTP server that it is attached to.
  wrap(io, 'bind', {
    after(engine) {
      prepare(engine);
      closeAfterEachRequest(this.httpServer);
    },
  });
  return io;
}

module.exports = { attach };
