'use strict';

// A word to the service manager, as sd_notify(3) sends it: systemd's protocol. Used by the supervisor.

const native = require('./native');

/**
 * @param {string} path of the socket, NOTIFY_SOCKET; "@" begins an abstract name
 * @param {string} text lines of NAME=VALUE
 * @returns {number} 0, or a negative errno; EAGAIN where the manager has no room for it now
 * @throws {Error} ERR_CLUSTER_NATIVE: the addon is not available
 */
function notify(path, text) {
  return native.load().notify(path, text);
}

module.exports = { notify };
