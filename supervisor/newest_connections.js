'use strict';

// NewestConnections: those of a server that anybody may connect to. Used by agent_check.js and health.js.

/**
 * Keeps so many, and ends the oldest for a further one: clients that stay and say nothing keep nobody from being answered.
 *
 * @param {import('node:net').Server} server
 * @param {number} max
 */
function keepNewest(server, max) {
  const open = new Set(); // in the order in which they came
  server.on('connection', (socket) => {
    if (open.size === max) {
      const [oldest] = open;
      open.delete(oldest);
      oldest.destroy();
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

module.exports = keepNewest;
