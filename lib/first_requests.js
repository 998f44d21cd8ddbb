'use strict';

// The first requests of connections, which a worker that leaves waits for. An http server's close() ends idle connections, and
// since Node 26.4 a connection that has brought nothing yet is one: a client that is about to send, or has sent, would be reset.
// Used by child.js.

const { hidden } = require('./hidden');
const { arraySome, setTimeout } = require('./intrinsics');

/** For how long at the most, in milliseconds: some clients connect and never send anything. */
const PATIENCE = 1000;
/** How often to look, in milliseconds. */
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
 * @param {() => void} callback called in this tick where no request is due
 * @param {number} [left] milliseconds
 * @returns {boolean} whether it has been called
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
