'use strict';

// A leaving worker waits for the first requests of its connections. An http server's close() ends idle connections, and since Node
// 26.4 a connection on which nothing has arrived yet counts as idle: without the wait, a client that is about to send its request, or
// has just sent it, would be reset. Used by child.js.

const { hidden } = require('./hidden');
const { arraySome, setTimeout } = require('./intrinsics');

/** The longest wait, in milliseconds: some clients connect and never send anything. */
const PATIENCE = 1000;
/** The time between two checks, in milliseconds. */
const PAUSE = 5;

/** @returns {boolean} whether close() of the server would end a connection before its first request */
function isDue({ server }) {
  const connections = hidden(server, 'http.server.connections');
  if (typeof connections?.idle !== 'function') return false;
  const idle = connections.idle(); // parsers
  for (let i = 0; i < idle.length; i++) {
    if (idle[i].socket?.bytesRead === 0) return true;
  }
  return false;
}

/**
 * @param {() => {server: object}[]} servers of any kind
 * @param {() => void} callback called when no request is due any more; in this tick if none is due now
 * @param {number} [left] how long to wait at most, in milliseconds
 * @returns {boolean} whether `callback` has been called already
 */
function afterFirstRequests(servers, callback, left = PATIENCE) {
  if (left > 0 && arraySome(servers(), isDue)) {
    setTimeout(() => afterFirstRequests(servers, callback, left - PAUSE), PAUSE);
    return false;
  }
  callback();
  return true;
}

module.exports = afterFirstRequests;
