'use strict';

// require('gocluster/server'): options that a worker sets for one of its servers.

const { Server } = require('node:net');
const { invalidTypeError, listeningError } = require('./option_errors');
const { defineProperty, jsonParse, jsonStringify, symbolFor } = require('./intrinsics');
const { check } = require('./listener_options');
const { isNode } = require('./runtime');

/** The property in which child.js, of any copy of the package, looks for a server's options. */
const OPTIONS = symbolFor('gocluster.serverOptions');
/** As in take_over.js. */
const TAKE_OVER = symbolFor('gocluster.takeOver');

/** Bun's HTTP servers are none of net's. */
function isServer(value) {
  return value instanceof Server || (!isNode() && typeof value?.listen === 'function');
}

/** Whether listen() has been called on the server. In a worker, it gets its handle from the primary later. */
function isListening(server) {
  if (server.listening || server._handle) return true;
  // Without an IPC channel this is no worker, and cluster must not be loaded before the program loads it.
  if (process.channel == null) return false;
  const taken = require('node:cluster').Worker[TAKE_OVER];
  return taken?.isListening?.(server) === true;
}

/**
 * Sets how the connections of a server are scheduled, and whether they begin with a PROXY header. Takes effect at the next listen();
 * in a process that is no worker of gocluster's it changes nothing.
 *
 * @public
 * @template {import('node:net').Server} T
 * @param {T} server of net, http, https, http2 or tls, that does not listen yet
 * @param {import('./server').ServerOptions} options
 * @returns {T} the server
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE: names the key and what is allowed
 * @throws {Error} ERR_SERVER_ALREADY_LISTEN
 */
function configure(server, options) {
  if (!isServer(server)) {
    throw invalidTypeError('server', server, 'a server of net, http, https, http2 or tls');
  }
  check(options, 'options');
  if (isListening(server)) throw listeningError();
  const value = jsonParse(jsonStringify(options));
  defineProperty(server, OPTIONS, { __proto__: null, value, configurable: true });
  return server;
}

module.exports = { configure };
