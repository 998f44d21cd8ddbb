'use strict';

// Sends a message to the service manager by systemd's protocol, as sd_notify(3) does. Used by the supervisor.

const native = require('./native');

/**
 * @param {string} path of the socket, NOTIFY_SOCKET; "@" begins an abstract name
 * @param {string} text lines of NAME=VALUE
 * @returns {number} 0, or a negative errno; EAGAIN if the socket's queue is full now
 * @throws {Error} ERR_CLUSTER_NATIVE: the addon is not available
 */
function notify(path, text) {
  return native.load().notify(path, text);
}

module.exports = { notify };
