'use strict';

// require('gocluster/server'): what a worker asks of one of its servers.

const { Server } = require('node:net');
const { invalidTypeError, listeningError } = require('./option_errors');
const { defineProperty, jsonParse, jsonStringify, symbolFor } = require('./intrinsics');
const { check } = require('./listener_options');

/** Where child.js, of whatever copy of the package, looks for a server's options. */
const OPTIONS = symbolFor('gocluster.serverOptions');
/** As in take_over.js. */
const TAKE_OVER = symbolFor('gocluster.takeOver');

/** Whether the server has been told to listen. In a worker it gets its handle from the primary, later. */
function isListening(server) {
  if (server.listening || server._handle) return true;
  // Without an IPC channel this is no worker, and cluster is not to be loaded before the program does.
  if (process.channel == null) return false;
  const taken = require('node:cluster').Worker[TAKE_OVER];
  return taken?.isListening?.(server) === true;
}

/**
 * Says who gets the connections of a server, and what they begin with. The next listen() takes it; in a process that is no worker of
 * gocluster's it changes nothing.
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
  if (!(server instanceof Server)) {
    throw invalidTypeError('server', server, 'a server of net, http, https, http2 or tls');
  }
  check(options, 'options');
  if (isListening(server)) throw listeningError();
  const value = jsonParse(jsonStringify(options));
  defineProperty(server, OPTIONS, { __proto__: null, value, configurable: true });
  return server;
}

module.exports = { configure };
